import type { z } from 'zod'
import type { Cache, SharedSlots } from '../cache/index.ts'
import type { Citizen } from '../domain/citizen.ts'
import type { SourceOutcomes } from '../lib/outcomes.ts'
import { createDossiers, dossiersSettings } from './dossiers/index.ts'
import { createDrop } from './drop.ts'
import { createPopulation, populationSettings } from './population/index.ts'
import { createProcedures, proceduresSettings } from './procedures/index.ts'
import { createUnits } from './units/index.ts'

/** The part of the configuration file that each system owns: one line per system. */
export const sourceSettings = {
  population: populationSettings,
  procedures: proceduresSettings,
  dossiers: dossiersSettings,
}
export type SourceSettings = {
  readonly [Name in keyof typeof sourceSettings]: z.infer<(typeof sourceSettings)[Name]>
}

export interface SourceDeps {
  readonly cache: Cache
  /** Where replicas count their calls together; null where this process is the only one. */
  readonly slots: SharedSlots | null
  readonly now: () => Date
  /** Whom the population database is to be taken not to know: protected persons. */
  readonly isHidden?: (citizen: Citizen, number: string) => boolean
}

/** The register: one line per system. */
export const createSources = (settings: SourceSettings, deps: SourceDeps) => {
  const units = createUnits()
  const population = createPopulation(settings.population, deps)
  const procedures = createProcedures(settings.procedures, deps)
  const dossiers = createDossiers(settings.dossiers, {
    ...deps,
    communeByName: (name, provinceCode) => units.communeByName(name, provinceCode),
    provinceOf: (commune) => units.commune(commune)?.provinceCode ?? null,
  })
  const dropCached = createDrop(deps.cache, (code) => units.commune(code))
  return {
    units,
    /** Reads the table of units, so that no reader waits for it or meets its faults; then the catalogue, in the background. */
    start: () => {
      units.provinces()
      procedures.start()
    },
    loaders: (outcomes: SourceOutcomes) => ({
      units,
      population: population.loaders(outcomes),
      procedures: procedures.loaders(outcomes),
      dossiers: dossiers.loaders(outcomes),
      dropCached,
    }),
    close: async () => {
      await Promise.all([population.close(), procedures.close(), dossiers.close()])
    },
  }
}

export type Sources = ReturnType<typeof createSources>
export type SourceLoaders = ReturnType<Sources['loaders']>
