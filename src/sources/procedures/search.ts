import { parseProcedureCode } from '../../domain/ids.ts'
import type { ProcedureCode } from '../../domain/ids.ts'
import { searchKey } from '../../domain/names.ts'
import type { OnlineLevel, ProcedurePage } from '../../domain/procedure.ts'
import { BadInputError } from '../../lib/errors.ts'
import type { Catalogue, Listed, ProcedureList } from './catalogue.ts'

export interface ProcedureFilter {
  /** Words of the code or the name, in any order; diacritics may be left out. */
  readonly search?: string | null | undefined
  /** Code of a field; known only of procedures whose details were read. */
  readonly field?: string | null | undefined
  /** Code of an agency; known only of procedures whose details were read. */
  readonly agency?: string | null | undefined
  readonly onlineLevel?: OnlineLevel | null | undefined
}

export interface PageRequest {
  readonly first: number
  /** A cursor of an earlier page; the codes behind it follow, whatever has changed before it. */
  readonly after: string | null
}

const cursorOf = (code: ProcedureCode): string => Buffer.from(code).toString('base64url')

const codeOfCursor = (cursor: string): ProcedureCode => {
  const code = parseProcedureCode(Buffer.from(cursor, 'base64url').toString())
  if (code === null || cursorOf(code) !== cursor)
    throw new BadInputError('after', 'is not a cursor of this list')
  return code
}

type Test = (row: Listed) => boolean

const testsOf = (filter: ProcedureFilter, catalogue: Catalogue): readonly Test[] => {
  const { field, agency, onlineLevel } = filter
  const words = searchKey(filter.search ?? '').split(' ')
  const tests: Test[] = [({ key }) => words.every((word) => key.includes(word))]
  if (onlineLevel != null) tests.push(({ summary }) => summary.onlineLevel === onlineLevel)
  const hasNamed =
    (list: 'fields' | 'agencies', code: string): Test =>
    ({ summary }) =>
      catalogue.lastRead(summary.code)?.[list].some((named) => named.code === code) === true
  if (field != null) tests.push(hasNamed('fields', field))
  if (agency != null) tests.push(hasNamed('agencies', agency))
  return tests
}

const countRead = ({ rows }: ProcedureList, catalogue: Catalogue): number =>
  rows.filter(({ summary }) => catalogue.lastRead(summary.code) !== undefined).length

/**
 * One page in the order of the codes.
 *
 * @throws BadInputError for a cursor that this list did not give
 */
export const searchProcedures = async (
  catalogue: Catalogue,
  readList: () => Promise<ProcedureList>,
  filter: ProcedureFilter,
  { first, after }: PageRequest,
): Promise<ProcedurePage> => {
  const start = after === null ? null : codeOfCursor(after)
  const list = await readList()
  const tests = testsOf(filter, catalogue)
  const matching = list.rows.filter((row) => tests.every((test) => test(row)))
  const following =
    start === null ? matching : matching.filter(({ summary }) => summary.code > start)
  const items = following.slice(0, first).map(({ summary }) => ({
    procedure: summary,
    cursor: cursorOf(summary.code),
  }))
  return {
    items,
    totalCount: matching.length,
    hasNextPage: following.length > items.length,
    endCursor: items.at(-1)?.cursor ?? null,
    detailsRead: countRead(list, catalogue),
    detailsTotal: list.rows.length,
  }
}
