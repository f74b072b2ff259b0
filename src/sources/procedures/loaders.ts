import DataLoader from 'dataloader'
import type { NoteStale } from '../../cache/index.ts'
import type { ProcedureCode } from '../../domain/ids.ts'
import type {
  Named,
  ProcedureDetails,
  ProcedurePage,
  ProcedureSummary,
} from '../../domain/procedure.ts'
import { toError } from '../../lib/errors.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import type { ManyLoader } from '../../lib/reference.ts'
import type { Catalogue, ProcedureList } from './catalogue.ts'
import { source } from './rpc.ts'
import { searchProcedures } from './search.ts'
import type { PageRequest, ProcedureFilter } from './search.ts'

/** What one request may ask of the catalogue. Each throws UpstreamError where the system lets us down. */
export interface ProcedureLoaders {
  /** From the list; null for a code that is not listed. */
  readonly summary: (code: ProcedureCode) => Promise<ProcedureSummary | null>
  /** The same for many codes in one step, and at once where memory holds the list. */
  readonly summaries: ManyLoader<ProcedureCode, ProcedureSummary | null>
  /** Null for a code that is not listed or has no details. */
  readonly details: (code: ProcedureCode) => Promise<ProcedureDetails | null>
  /** The same where memory has them, without a promise; undefined where they have to be fetched. */
  readonly detailsAtHand: (code: ProcedureCode) => ProcedureDetails | null | undefined
  /** Throws BadInputError for a cursor that this list did not give. */
  readonly search: (filter: ProcedureFilter, page: PageRequest) => Promise<ProcedurePage>
  readonly fields: () => Promise<readonly Named[]>
  readonly agencies: () => Promise<readonly Named[]>
}

/** One code's failure costs the others nothing. */
const settled = async <T>(answers: readonly Promise<T>[]): Promise<(T | Error)[]> =>
  (await Promise.allSettled(answers)).map((answer) =>
    answer.status === 'fulfilled' ? answer.value : toError(answer.reason),
  )

/** One list for the whole request, so that two fields never tell of two moments. */
const createSummaries = (
  catalogue: Catalogue,
  list: () => Promise<ProcedureList>,
  outcomes: SourceOutcomes,
): ManyLoader<ProcedureCode, ProcedureSummary | null> => {
  let known: ProcedureList | undefined
  const listAtHand = (): ProcedureList | undefined => {
    if (known !== undefined) return known
    known = catalogue.listAtHand()
    if (known !== undefined) outcomes.note(source, null, 'OK')
    return known
  }
  const read = async (): Promise<ProcedureList> => (known ??= await list())
  return {
    load: async (code) => (await read()).byCode.get(code) ?? null,
    async loadMany(codes) {
      const { byCode } = await read()
      return codes.map((code) => byCode.get(code) ?? null)
    },
    peek(code) {
      const listed = listAtHand()
      return listed && (listed.byCode.get(code) ?? null)
    },
  }
}

export const createLoaders = (catalogue: Catalogue, outcomes: SourceOutcomes): ProcedureLoaders => {
  const watch = <T>(answer: Promise<T>): Promise<T> => outcomes.watch(source, null, answer)
  const note: NoteStale = (stale) => outcomes.noteStale({ source, instance: null, ...stale })
  const list = (): Promise<ProcedureList> => watch(catalogue.list(note))
  const details = new DataLoader((codes: readonly ProcedureCode[]) =>
    settled(codes.map((code) => watch(catalogue.details(code, note)))),
  )
  return {
    summary: async (code) => (await list()).byCode.get(code) ?? null,
    summaries: createSummaries(catalogue, list, outcomes),
    details: (code) => details.load(code),
    detailsAtHand(code) {
      const found = catalogue.detailsAtHand(code)
      if (found !== undefined) outcomes.note(source, null, 'OK')
      return found
    },
    search: (filter, page) => searchProcedures(catalogue, list, filter, page),
    fields: () => watch(catalogue.fields(note)),
    agencies: () => watch(catalogue.agencies(note)),
  }
}
