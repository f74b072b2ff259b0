import type { WorldProcedure } from '../world/types.ts'
import { families } from './families.ts'
import type { FamilyKey } from './families.ts'
import { realProcedures, repealedCodes } from './real.ts'
import { syntheticProcedures } from './synthetic.ts'

export interface CatalogueEntry {
  /** Position in the catalogue: what varies in the generated tree varies with it. */
  readonly index: number
  readonly code: string
  readonly name: string
  readonly family: FamilyKey
  /** Public address of code and name; null for an invented procedure. */
  readonly source: string | null
  readonly synthetic: boolean
  readonly isPublic: boolean
  readonly online: WorldProcedure['online']
}

const size = 500

const real = realProcedures.flatMap(({ source, rows }) =>
  rows.map(([code, family, name]) => ({ code, family, name, source })),
)

const invented = syntheticProcedures(size - real.length).map((row) => ({ ...row, source: null }))

/** What a counter meets every day is wholly online; of the rest three in five, one in five in part, one not at all. */
const everyday: readonly FamilyKey[] = ['birth', 'death', 'residence', 'certification']
const onlineOf = (family: FamilyKey, index: number): WorldProcedure['online'] => {
  if (everyday.includes(family) || index % 5 < 3) return 'FULL'
  return index % 5 === 3 ? 'PARTIAL' : 'INFORMATION'
}

/** The 500 procedures of the simulated catalogue, real ones first. */
export const catalogue: readonly CatalogueEntry[] = [...real, ...invented].map((row, index) => ({
  ...row,
  index,
  synthetic: row.source === null,
  isPublic: !repealedCodes.has(row.code),
  online: onlineOf(row.family, index),
}))

export const worldProcedures: readonly WorldProcedure[] = catalogue.map((entry) => {
  const family = families[entry.family]
  return {
    code: entry.code,
    name: entry.name,
    field: family.field[1],
    licensed: family.isLicensed,
    workingDays: family.workingDays,
    fee: family.fee,
    online: entry.online,
  }
})
