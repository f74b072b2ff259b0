import type { Cache, CachePolicy } from '../../cache/index.ts'
import type { ProcedureCode } from '../../domain/ids.ts'
import { searchKey } from '../../domain/names.ts'
import type { Named, ProcedureDetails, ProcedureSummary } from '../../domain/procedure.ts'
import { createLimiter } from '../../http/index.ts'
import type { Client } from './client.ts'

const hourMs = 3_600_000

/** Kept as one record each: the list, the fields, the agencies. */
const listPolicy: CachePolicy = { freshMs: 6 * hourMs, absentMs: 0, maxEntries: 3 }

/** The whole catalogue has some 6,000 codes; a code that is listed but has no tree yet is asked again sooner. */
const detailsPolicy: CachePolicy = {
  freshMs: 6 * hourMs,
  absentMs: hourMs / 6,
  maxEntries: 20_000,
}

export interface Listed {
  readonly summary: ProcedureSummary
  /** Code and name as they are searched. */
  readonly key: string
}

/** The list of one moment. */
export interface ProcedureList {
  /** In the order of their codes. */
  readonly rows: readonly Listed[]
  readonly byCode: ReadonlyMap<ProcedureCode, ProcedureSummary>
}

export interface Catalogue {
  list(): Promise<ProcedureList>
  /** Null for a code that is not listed, without a call. Callers of one code share one call. */
  details(code: ProcedureCode): Promise<ProcedureDetails | null>
  fields(): Promise<readonly Named[]>
  agencies(): Promise<readonly Named[]>
  /** Details as they were last read, by anyone; undefined while nobody has. */
  lastRead(code: ProcedureCode): ProcedureDetails | null | undefined
  /** Whether the read-ahead has nothing to do for this code. */
  isFresh(code: ProcedureCode): boolean
}

const byCode = (a: ProcedureSummary, b: ProcedureSummary): number =>
  a.code < b.code ? -1 : Number(a.code > b.code)

const toList = (summaries: readonly ProcedureSummary[]): ProcedureList => {
  const sorted = [...summaries].sort(byCode)
  return {
    rows: sorted.map((summary) => ({
      summary,
      key: searchKey(`${summary.code} ${summary.name}`),
    })),
    byCode: new Map(sorted.map((summary) => [summary.code, summary])),
  }
}

interface Shelved {
  readonly details: ProcedureDetails | null
  readonly staleAt: number
}

/** Reads through the cache, and remembers what was read for the filters that only details can answer. */
export const createCatalogue = (
  client: Client,
  options: { readonly cache: Cache; readonly now: () => Date; readonly maxConcurrent: number },
): Catalogue => {
  const { cache, now } = options
  const lists = cache.space<ProcedureList>('procedures-list', listPolicy)
  const named = cache.space<readonly Named[]>('procedures-named', listPolicy)
  const trees = cache.space<ProcedureDetails>('procedures-details', detailsPolicy)
  const limit = createLimiter(options.maxConcurrent)
  const shelf = new Map<ProcedureCode, Shelved>()

  const readNamed = async (key: string, fetch: () => Promise<readonly Named[]>) => {
    const found = await named.readMany([key], async () => new Map([[key, await fetch()]]))
    return found.get(key) ?? []
  }

  const fetchDetails = async (code: ProcedureCode) => {
    const details = await limit(() => client.details(code))
    const lifeMs = details === null ? detailsPolicy.absentMs : detailsPolicy.freshMs
    shelf.set(code, { details, staleAt: now().getTime() + lifeMs })
    return new Map([[code, details]])
  }

  const list = async (): Promise<ProcedureList> => {
    const key = 'all'
    const fetch = async () => new Map([[key, toList(await client.list())]])
    const found = await lists.readMany([key], fetch)
    return found.get(key) ?? toList([])
  }

  return {
    list,
    async details(code) {
      if (!(await list()).byCode.has(code)) return null
      const found = await trees.readMany([code], () => fetchDetails(code))
      return found.get(code) ?? null
    },
    fields: () => readNamed('fields', () => client.fields()),
    agencies: () => readNamed('agencies', () => client.agencies()),
    lastRead: (code) => shelf.get(code)?.details,
    isFresh: (code) => (shelf.get(code)?.staleAt ?? 0) > now().getTime(),
  }
}
