import type { NoteStale } from '../../cache/index.ts'
import type { UnitCode } from '../../domain/ids.ts'
import type { MaybePromise } from '../../lib/maybe-promise.ts'
import {
  createCommuneOf,
  type AgencyBook,
  type AgencyList,
  type CommuneByName,
} from './agencies.ts'
import { createClient } from './client.ts'
import type { Capability, DialectClient } from './dialect.ts'
import type { InstanceSettings } from './settings.ts'

/** One installation: what it speaks, whom it serves. */
export interface Instance {
  readonly name: string
  readonly settings: InstanceSettings
  readonly client: DialectClient
  can(capability: Capability): boolean
  /** `note` hears where the list is past its time. */
  agencies(note?: NoteStale): MaybePromise<AgencyBook>
}

export interface InstanceDeps {
  readonly now: () => Date
  readonly communeByName: CommuneByName
  readonly agencyBook: (list: AgencyList, note?: NoteStale) => MaybePromise<AgencyBook>
}

export const createInstance = (settings: InstanceSettings, deps: InstanceDeps): Instance => {
  const provinces: readonly UnitCode[] = settings.provinces
  const communeOf = createCommuneOf(provinces, deps.communeByName)
  const client = createClient(settings, { now: deps.now, communeOf })
  const lacks = new Set<Capability>(settings.lacks)
  const list = { instance: settings.name, provinces, communeOf, fetch: () => client.agencies() }
  return {
    name: settings.name,
    settings,
    client,
    can: (capability) => client.capabilities.has(capability) && !lacks.has(capability),
    agencies: (note) => deps.agencyBook(list, note),
  }
}
