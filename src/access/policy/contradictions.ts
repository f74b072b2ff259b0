import type { z } from 'zod'
import { isRecord } from '../../lib/secrets.ts'
import { nameKey } from './names.ts'
import {
  checkBody,
  checkBudgets,
  checkField,
  checkGrant,
  checkHiding,
  checkNamed,
  checkProcedure,
  type Finding,
} from './row-checks.ts'
import {
  bodyForm,
  budgetsForm,
  fieldForm,
  grantForm,
  hidingForm,
  paperForm,
  procedureForm,
} from './schema.ts'

interface List<Form extends z.ZodType> {
  readonly name: string
  readonly form: Form
  /** Two rows with the same key say the same or contradict each other. */
  readonly keyOf: (row: z.infer<Form>) => string
  readonly check: (row: z.infer<Form>) => readonly Finding[]
}

/** Rows that are well formed are compared even where others are not, so that all is told at once. */
const findingsIn = <Form extends z.ZodType>(
  file: Readonly<Record<string, unknown>>,
  { name, form, keyOf, check }: List<Form>,
): readonly Finding[] => {
  const rows: unknown = file[name]
  if (!Array.isArray(rows)) return []
  const first = new Map<string, number>()
  return rows.flatMap((raw, index): readonly Finding[] => {
    const { data } = form.safeParse(raw)
    if (data === undefined) return []
    const found = check(data).map(([path, problem]): Finding => [
      [name, String(index), ...path],
      problem,
    ])
    const key = keyOf(data)
    const earlier = first.get(key)
    if (earlier !== undefined)
      return [...found, [[name, String(index)], `is about the same as ${name}.${earlier}`]]
    first.set(key, index)
    return found
  })
}

const codeOrName = (row: {
  readonly code?: string | undefined
  readonly name?: string | undefined
}) => (row.code === undefined ? `name ${nameKey(row.name ?? '')}` : `code ${row.code}`)

const budgetFindings = (raw: unknown): readonly Finding[] => {
  const { data } = budgetsForm.safeParse(raw)
  return data === undefined
    ? []
    : checkBudgets(data).map(([path, problem]) => [['budgets', ...path], problem])
}

/** What each row alone may say and all together may not. */
export const contradictionsIn = (file: unknown): readonly Finding[] => {
  if (!isRecord(file)) return []
  return [
    ...findingsIn(file, {
      name: 'grants',
      form: grantForm,
      keyOf: ({ client, role }) => JSON.stringify([client, role]),
      check: checkGrant,
    }),
    ...findingsIn(file, {
      name: 'fields',
      form: fieldForm,
      keyOf: ({ code }) => code,
      check: checkField,
    }),
    ...findingsIn(file, {
      name: 'procedures',
      form: procedureForm,
      keyOf: ({ code }) => code,
      check: checkProcedure,
    }),
    ...findingsIn(file, { name: 'papers', form: paperForm, keyOf: codeOrName, check: checkNamed }),
    ...findingsIn(file, {
      name: 'competence',
      form: bodyForm,
      keyOf: codeOrName,
      check: checkBody,
    }),
    ...findingsIn(file, {
      name: 'hiding',
      form: hidingForm,
      keyOf: ({ client, organisation, procedure }) =>
        JSON.stringify([client, organisation, procedure]),
      check: checkHiding,
    }),
    ...budgetFindings(file['budgets']),
  ]
}
