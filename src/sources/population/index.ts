import type { Cache, SharedSlots } from '../../cache/index.ts'
import type { Citizen } from '../../domain/citizen.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import { createClient } from './client.ts'
import { createLoaders, type PopulationLoaders } from './loaders.ts'
import type { PopulationSettings } from './settings.ts'

export { populationPolicy, tagsOfPerson } from './policy.ts'
export type { PersonQuestion } from './loaders.ts'
export { populationSettings } from './settings.ts'
export type { Caller } from './transport.ts'

interface PopulationDeps {
  readonly cache: Cache
  /** Where replicas count their calls together. */
  readonly slots?: SharedSlots | null
  /** Whom the source is to be taken not to know. */
  readonly isHidden?: (citizen: Citizen, number: string) => boolean
}

interface Population {
  /** Made anew for every request; `outcomes` learns what became of each question. */
  loaders(outcomes: SourceOutcomes): PopulationLoaders
  close(): Promise<void>
}

/** The National Population Database (C06), over the transport that the settings choose. */
export const createPopulation = (
  settings: PopulationSettings,
  { cache, slots = null, isHidden = () => false }: PopulationDeps,
): Population => {
  const client = createClient(settings, slots)
  const { sharedBy } = settings
  return {
    loaders: createLoaders(client, cache, { sharedBy, isHidden }),
    close: () => client.close(),
  }
}
