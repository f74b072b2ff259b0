import type { Cache, NoteStale, Tag } from '../../cache/index.ts'
import { isWithinOrganisation, type OrganisationCode, type UnitCode } from '../../domain/ids.ts'
import { follow, type MaybePromise } from '../../lib/maybe-promise.ts'
import { malformed } from './decode.ts'
import type { Agency, CommuneOf } from './dialect.ts'
import { agencyPolicy } from './policy.ts'

/** Finds a commune of a province by the name of one of its agencies: `UBND phường Hoàn Kiếm`. */
export type CommuneByName = (
  agencyName: string,
  provinceCode: UnitCode,
) => { readonly code: UnitCode } | null

/**
 * More than the largest province has agencies. A system that invents names without end makes us forget all of them once
 * in a while; a cache that lets go of one at a time would set aside 150 KB for each of 34 installations beforehand.
 */
const rememberedNames = 5000

/**
 * The commune of an agency within the installation's provinces. Every row of a list names its agency, so answers are
 * remembered. A name that two provinces know stands for neither.
 */
export const createCommuneOf = (
  provinces: readonly UnitCode[],
  communeByName: CommuneByName,
): CommuneOf => {
  const known = new Map<string, UnitCode | null>()
  const find = (name: string): UnitCode | null => {
    const found = provinces.flatMap((province) => communeByName(name, province)?.code ?? [])
    return found.length === 1 ? (found[0] ?? null) : null
  }
  return (name) => {
    const remembered = known.get(name)
    if (remembered !== undefined) return remembered
    if (known.size >= rememberedNames) known.clear()
    const code = find(name)
    known.set(name, code)
    return code
  }
}

/** An agency, and the commune that its name speaks of. */
export interface KnownAgency extends Agency {
  readonly communeCode: UnitCode | null
}

export interface AgencyBook {
  /** Which agencies receive dossiers for a commune; one that is under another is covered by it. */
  ofCommune(commune: UnitCode): readonly OrganisationCode[]
  named(code: OrganisationCode): KnownAgency | null
}

const outermost = (codes: readonly OrganisationCode[]): readonly OrganisationCode[] =>
  codes.filter(
    (code) => !codes.some((other) => other !== code && isWithinOrganisation(code, other)),
  )

const createBook = (agencies: readonly Agency[], communeOf: CommuneOf): AgencyBook => {
  const byCommune = new Map<UnitCode, Set<OrganisationCode>>()
  const byCode = new Map<OrganisationCode, KnownAgency>()
  for (const { code, name } of agencies) {
    const communeCode = communeOf(name)
    byCode.set(code, { code, name, communeCode })
    if (communeCode === null) continue
    const codes = byCommune.get(communeCode)
    if (codes === undefined) byCommune.set(communeCode, new Set([code]))
    else codes.add(code)
  }
  return {
    ofCommune: (commune) => outermost([...(byCommune.get(commune) ?? [])]),
    named: (code) => byCode.get(code) ?? null,
  }
}

export interface AgencyList {
  readonly instance: string
  readonly provinces: readonly UnitCode[]
  readonly communeOf: CommuneOf
  readonly fetch: () => Promise<readonly Agency[]>
}

/**
 * An installation's agencies, read once an hour at most; `note` hears where they are older. The list is what is kept: the
 * book is made of it once. An empty list is an error: every installation has agencies.
 */
export const createAgencyBooks = (cache: Cache) => {
  const space = cache.space<readonly Agency[]>(agencyPolicy)
  const books = new WeakMap<readonly Agency[], AgencyBook>()

  const read = async ({ instance, fetch }: AgencyList): Promise<readonly Agency[]> => {
    const agencies = await fetch()
    if (agencies.length === 0) throw malformed(instance)
    return agencies
  }

  const bookOf = (agencies: readonly Agency[], { communeOf }: AgencyList): AgencyBook => {
    const book = books.get(agencies) ?? createBook(agencies, communeOf)
    books.set(agencies, book)
    return book
  }

  return (list: AgencyList, note?: NoteStale): MaybePromise<AgencyBook> => {
    const { instance: key, provinces } = list
    const tags = provinces.map((province): Tag => `province:${province}`)
    const agencies = space.peek(key) ?? space.readOne({ key, tags }, () => read(list), note)
    return follow(agencies, (found) => bookOf(found ?? [], list))
  }
}
