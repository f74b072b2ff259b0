import type { BodyRow, FieldRow, GrantRow, HidingRow, PolicyFile } from './schema.ts'

/** What is wrong with a row, and in which part of it. */
export type Finding = readonly [path: readonly string[], problem: string]

const when = (isWrong: boolean, path: readonly string[], problem: string): readonly Finding[] =>
  isWrong ? [[path, problem]] : []

export const checkGrant = (grant: GrantRow): readonly Finding[] =>
  when(
    grant.role === 'officer' && !grant.classes.includes('IDENTITY'),
    ['classes'],
    'IDENTITY is needed: nothing is shown without it',
  )

export const checkField = ({ licensed, classes }: FieldRow): readonly Finding[] =>
  when(!licensed && classes.length > 0, ['classes'], 'a field that is not licensed shows nothing')

export const checkProcedure = ({
  licensed,
  classes,
}: PolicyFile['procedures'][number]): readonly Finding[] => [
  ...when(
    licensed === false && classes.length > 0,
    ['classes'],
    'a procedure that is not licensed shows nothing',
  ),
  ...when(licensed === undefined && classes.length === 0, [], 'says nothing'),
]

export const checkNamed = ({
  code,
  name,
}: {
  readonly code?: string | undefined
  readonly name?: string | undefined
}): readonly Finding[] =>
  when(code === undefined && name === undefined, [], 'a code or a name is needed')

export const checkBody = (row: BodyRow): readonly Finding[] => [
  ...checkNamed(row),
  ...when(
    row.unit === undefined && row.organisations.length === 0,
    [],
    'a unit or organisations are needed',
  ),
  ...when(
    row.unit === undefined && row.unitNames !== undefined,
    ['unitNames'],
    'narrows a unit, and none is given',
  ),
]

/** A procedure alone is stated by whoever asks: it must not be enough to hide a look. */
export const checkHiding = ({ client, organisation }: HidingRow): readonly Finding[] =>
  when(
    client === undefined && organisation === undefined,
    [],
    'a client or an organisation is needed',
  )

/** Enumeration is easiest where no dossier is asked for, and many officers make one agency. */
export const checkBudgets = (budgets: PolicyFile['budgets']): readonly Finding[] => {
  const { DOSSIER, INTAKE } = budgets
  const isSmaller = (['officer', 'agency'] as const).every(
    (owner) => INTAKE[owner] / INTAKE.windowHours < DOSSIER[owner] / DOSSIER.windowHours,
  )
  return [
    ...when(!isSmaller, ['INTAKE'], 'must be smaller than DOSSIER'),
    ...(['DOSSIER', 'INTAKE'] as const).flatMap((kind) =>
      when(
        budgets[kind].officer > budgets[kind].agency,
        [kind, 'officer'],
        'is more than the whole agency may',
      ),
    ),
  ]
}
