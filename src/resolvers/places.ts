import { parseUnitCode } from '../domain/ids.ts'
import type { Commune, Province, UnitCandidate } from '../domain/unit.ts'
import type { Context } from './context.ts'

/** Every commune that a code from an address may mean today. */
export const candidatesFor = (
  rawCode: string | null,
  { sources }: Context,
): readonly UnitCandidate[] => {
  const code = parseUnitCode(rawCode ?? '')
  return code === null ? [] : sources.units.resolve({ code })
}

/** Today's commune where there is exactly one; never one guess among several. */
export const communeFor = (rawCode: string | null, context: Context): Commune | null => {
  const [candidate, ...others] = candidatesFor(rawCode, context)
  return candidate !== undefined && others.length === 0 ? candidate.unit : null
}

/** Every commune lies in one of the 34; the table is checked for that on load. */
export const provinceOf = (commune: Commune, { sources }: Context): Province => {
  const province = sources.units.province(commune.provinceCode)
  if (province === null) throw new Error('a commune without a province')
  return province
}
