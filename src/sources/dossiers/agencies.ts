import { LRUCache } from 'lru-cache'
import type { Cache } from '../../cache/index.ts'
import { isWithinOrganisation, type OrganisationCode, type UnitCode } from '../../domain/ids.ts'
import { malformed } from './decode.ts'
import type { Agency, CommuneOf } from './dialect.ts'
import { agencyPolicy } from './policy.ts'

/** Finds a commune of a province by the name of one of its agencies: `UBND phường Hoàn Kiếm`. */
export type CommuneByName = (
  agencyName: string,
  provinceCode: UnitCode,
) => { readonly code: UnitCode } | null

/** More than the largest province has agencies. */
const rememberedNames = 5000

/**
 * The commune of an agency within the installation's provinces. Every row of a list names its agency, so answers are
 * remembered. A name that two provinces know stands for neither.
 */
export const createCommuneOf = (
  provinces: readonly UnitCode[],
  communeByName: CommuneByName,
): CommuneOf => {
  const known = new LRUCache<string, { readonly code: UnitCode | null }>({ max: rememberedNames })
  const find = (name: string): UnitCode | null => {
    const found = provinces.flatMap((province) => communeByName(name, province)?.code ?? [])
    return found.length === 1 ? (found[0] ?? null) : null
  }
  return (name) => {
    const remembered = known.get(name)
    if (remembered !== undefined) return remembered.code
    const code = find(name)
    known.set(name, { code })
    return code
  }
}

/** Answers which agencies receive dossiers for a commune; one that is under another is covered by it. */
export interface AgencyBook {
  ofCommune(commune: UnitCode): readonly OrganisationCode[]
}

const outermost = (codes: readonly OrganisationCode[]): readonly OrganisationCode[] =>
  codes.filter(
    (code) => !codes.some((other) => other !== code && isWithinOrganisation(code, other)),
  )

const createBook = (agencies: readonly Agency[], communeOf: CommuneOf): AgencyBook => {
  const byCommune = new Map<UnitCode, Set<OrganisationCode>>()
  for (const { code, name } of agencies) {
    const commune = communeOf(name)
    if (commune === null) continue
    const codes = byCommune.get(commune)
    if (codes === undefined) byCommune.set(commune, new Set([code]))
    else codes.add(code)
  }
  return { ofCommune: (commune) => outermost([...(byCommune.get(commune) ?? [])]) }
}

/** An installation's agencies, read once an hour at most. An empty list is an error: every installation has agencies. */
export const createAgencyBooks = (cache: Cache) => {
  const space = cache.space<AgencyBook>('dossier-agencies', agencyPolicy)
  return async (
    instance: string,
    communeOf: CommuneOf,
    fetch: () => Promise<readonly Agency[]>,
  ): Promise<AgencyBook> => {
    const found = await space.readMany([instance], async () => {
      const agencies = await fetch()
      if (agencies.length === 0) throw malformed(instance)
      return new Map([[instance, createBook(agencies, communeOf)]])
    })
    return found.get(instance) ?? createBook([], communeOf)
  }
}
