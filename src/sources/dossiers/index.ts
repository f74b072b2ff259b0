import type { Cache } from '../../cache/index.ts'
import type { Dossier } from '../../domain/dossier.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import { createAgencyBooks, type CommuneByName } from './agencies.ts'
import { createInstance } from './instance.ts'
import { createLoaders, type DossierLoaders } from './loaders.ts'
import type { Page } from './page.ts'
import { dossierListPolicy, dossierPolicy } from './policy.ts'
import { createRouting } from './routing.ts'
import type { DossiersSettings } from './settings.ts'
import type { ProvinceOf } from './targets.ts'

export type { DossierLoaders } from './loaders.ts'
export type { PageArgs } from './search.ts'
export { listsTag } from './policy.ts'
export { dossiersSettings } from './settings.ts'
export type { DossiersSettings, InstanceSettings } from './settings.ts'

export interface DossiersDeps {
  readonly cache: Cache
  readonly now: () => Date
  /** Finds the commune that an agency's name speaks of, within a province. */
  readonly communeByName: CommuneByName
  /** Today's province of a commune. */
  readonly provinceOf: ProvinceOf
}

export interface Dossiers {
  /** For one request. */
  loaders(outcomes: SourceOutcomes): DossierLoaders
  /** Lets running questions end. */
  close(): Promise<void>
}

/** The one-stop systems of the provinces as one: each installation in its own dialect, answers merged. */
export const createDossiers = (settings: DossiersSettings, deps: DossiersDeps): Dossiers => {
  const { now, communeByName, provinceOf } = deps
  const agencyBook = createAgencyBooks(deps.cache)
  const instances = settings.map((one) => createInstance(one, { now, communeByName, agencyBook }))
  const routing = createRouting(instances)
  const kept = deps.cache.space<Dossier>(dossierPolicy)
  const lists = deps.cache.space<Page>(dossierListPolicy)
  return {
    loaders: (outcomes) => createLoaders({ routing, provinceOf, now, kept, lists }, outcomes),
    async close() {
      await Promise.all(instances.map(({ client }) => client.close()))
    },
  }
}
