import type { Cache, IsDropped, NoteStale, Tag } from '../../cache/index.ts'
import type { ProcedureCode } from '../../domain/ids.ts'
import { searchKey } from '../../domain/names.ts'
import type { Named, ProcedureDetails, ProcedureSummary } from '../../domain/procedure.ts'
import type { Client } from './client.ts'
import { detailsPolicy, listPolicy, namedPolicy } from './policy.ts'

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

/** Where `note` is given it hears of what is served past its time. */
export interface Catalogue {
  list(note?: NoteStale): Promise<ProcedureList>
  /** Null for a code that is not listed, without a call. Callers of one code share one call. */
  details(code: ProcedureCode, note?: NoteStale): Promise<ProcedureDetails | null>
  fields(note?: NoteStale): Promise<readonly Named[]>
  agencies(note?: NoteStale): Promise<readonly Named[]>
  /** The list, where memory holds it. */
  listAtHand(): ProcedureList | undefined
  /** The details, where memory holds them and the list; null as `details` tells it. */
  detailsAtHand(code: ProcedureCode): ProcedureDetails | null | undefined
  /** Details as they were last read, by anyone; undefined while nobody has. */
  lastRead(code: ProcedureCode): ProcedureDetails | null | undefined
  /** Whether the read-ahead has nothing to do for this code. */
  isFresh(code: ProcedureCode): boolean
}

const byCode = (a: ProcedureSummary, b: ProcedureSummary): number =>
  a.code < b.code ? -1 : Number(a.code > b.code)

const createList = (summaries: readonly ProcedureSummary[]): ProcedureList => {
  const sorted = [...summaries].sort(byCode)
  return {
    rows: sorted.map((summary) => ({
      summary,
      key: searchKey(`${summary.code} ${summary.name}`),
    })),
    byCode: new Map(sorted.map((summary) => [summary.code, summary])),
  }
}

const made = new WeakMap<readonly ProcedureSummary[], ProcedureList>()

/** The rows are what is kept and shared; what is made of them is made once for each reading. */
const toList = (summaries: readonly ProcedureSummary[]): ProcedureList => {
  const list = made.get(summaries) ?? createList(summaries)
  made.set(summaries, list)
  return list
}

const tagsOf = (code: ProcedureCode): readonly Tag[] => [`procedure:${code}`]

interface Shelved {
  readonly details: ProcedureDetails | null
  readonly staleAt: number
}

interface Reading {
  readonly code: ProcedureCode
  isDropped: boolean
}

/** Remembers what was read, by any way, for the filters that only details can answer; not what was dropped on the way. */
const createShelf = (now: () => Date) => {
  const shelf = new Map<ProcedureCode, Shelved>()
  const underWay = new Set<Reading>()

  const put = (code: ProcedureCode, details: ProcedureDetails | null): void => {
    if (details !== null && shelf.get(code)?.details === details) return
    const lifeMs = details === null ? detailsPolicy.absentMs : detailsPolicy.freshMs
    shelf.set(code, { details, staleAt: now().getTime() + lifeMs })
  }

  return {
    async remember(
      code: ProcedureCode,
      read: () => Promise<ProcedureDetails | null>,
    ): Promise<ProcedureDetails | null> {
      const reading = { code, isDropped: false }
      underWay.add(reading)
      try {
        const details = await read()
        if (!reading.isDropped) put(code, details)
        return details
      } finally {
        underWay.delete(reading)
      }
    },
    get: (code: ProcedureCode) => shelf.get(code),
    forget: (isDropped: IsDropped): void => {
      for (const code of [...shelf.keys()]) if (isDropped(tagsOf(code))) shelf.delete(code)
      for (const reading of underWay) reading.isDropped ||= isDropped(tagsOf(reading.code))
    },
  }
}

const everything = 'all'

/** Reads through the cache. */
export const createCatalogue = (
  client: Client,
  options: { readonly cache: Cache; readonly now: () => Date },
): Catalogue => {
  const { cache, now } = options
  const lists = cache.space<readonly ProcedureSummary[]>(listPolicy)
  const named = cache.space<readonly Named[]>(namedPolicy)
  const trees = cache.space<ProcedureDetails>(detailsPolicy)
  const shelf = createShelf(now)
  trees.onDrop((isDropped) => shelf.forget(isDropped))

  const readNamed = async (
    key: string,
    fetch: () => Promise<readonly Named[]>,
    note: NoteStale | undefined,
  ) => (await named.readOne({ key, tags: [] }, fetch, note)) ?? []

  const fetchDetails = (code: ProcedureCode) => shelf.remember(code, () => client.details(code))

  const list = async (note?: NoteStale): Promise<ProcedureList> =>
    toList((await lists.readOne({ key: everything, tags: [] }, () => client.list(), note)) ?? [])

  const listAtHand = (): ProcedureList | undefined => {
    const rows = lists.peek(everything)
    return rows == null ? undefined : toList(rows)
  }

  return {
    list,
    async details(code, note) {
      if (!(await list(note)).byCode.has(code)) return null
      const wanted = { key: code, tags: tagsOf(code) }
      return shelf.remember(code, () => trees.readOne(wanted, fetchDetails, note))
    },
    fields: (note) => readNamed('fields', () => client.fields(), note),
    agencies: (note) => readNamed('agencies', () => client.agencies(), note),
    listAtHand,
    detailsAtHand(code) {
      const listed = listAtHand()
      return listed?.byCode.has(code) === false ? null : listed && trees.peek(code)
    },
    lastRead: (code) => shelf.get(code)?.details,
    isFresh: (code) => (shelf.get(code)?.staleAt ?? 0) > now().getTime(),
  }
}
