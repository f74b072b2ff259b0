import type { WorldDossier, WorldPerson } from '../../../mocks/world/types.ts'

const person = `__typename ... on Citizen { fullName birthDate permanentAddress { detail } } ... on AccessDenied { reason }`
const open = 'procedure(code: "1.001193") { name }'

interface Question {
  readonly query: string
  /** Whether somebody is asked for, so that it cannot be answered without a record. */
  readonly isPersonal: boolean
}

/** Every way to a person, and what concerns none. `$a`, `$b`, `$c` are persons, `$d` is a dossier. */
export const questions = {
  'a person': {
    query: `query ($a: CitizenMatch!) { citizen(match: $a) { ${person} } }`,
    isPersonal: true,
  },
  'two by alias': {
    query: `query ($a: CitizenMatch!, $b: CitizenMatch!) { one: citizen(match: $a) { ${person} } two: citizen(match: $b) { ${person} } }`,
    isPersonal: true,
  },
  'a list': {
    query: `query ($a: CitizenMatch!, $b: CitizenMatch!, $c: CitizenMatch!) { citizens(matches: [$a, $b, $c, $a]) { ${person} } }`,
    isPersonal: true,
  },
  'a person beside a procedure': {
    query: `query ($b: CitizenMatch!) { ${open} citizen(match: $b) { ${person} } }`,
    isPersonal: true,
  },
  "a dossier's applicant": {
    query: `query ($d: DossierCode!) { ${open} dossier(code: $d) { code applicant { fullName } citizen { ${person} } applicantDiffers } }`,
    isPersonal: true,
  },
  'dossiers of a person': {
    query: `query ($c: CitizenMatch!) { dossiers(filter: { applicant: $c }, first: 1) { nodes { code applicant { fullName } } } }`,
    isPersonal: true,
  },
  'a procedure': { query: `{ ${open} }`, isPersonal: false },
} as const satisfies Readonly<Record<string, Question>>

export type QuestionName = keyof typeof questions
export const questionNames = Object.keys(questions) as QuestionName[]

export interface Cast {
  readonly persons: readonly WorldPerson[]
  readonly dossier: WorldDossier
}

const matchOf = ({ personalId, fullName, birthDate }: WorldPerson) => ({
  personalId,
  fullName,
  birthDate,
})

const names = ['a', 'b', 'c'] as const

/** As one request: only the variables that the question has. */
export const requestOf = (name: QuestionName, { persons, dossier }: Cast): string => {
  const { query } = questions[name]
  const all: Readonly<Record<string, unknown>> = {
    d: dossier.code,
    ...Object.fromEntries(persons.map((one, index) => [names[index] ?? '', matchOf(one)] as const)),
  }
  const used = Object.entries(all).filter(([variable]) => query.includes(`$${variable}:`))
  return JSON.stringify({ query, variables: Object.fromEntries(used) })
}

/** What a question was answered of persons, wherever it stands. */
export interface Told {
  readonly shown: number
  readonly closed: number
  /** Anything but a person and the one refusal. */
  readonly others: readonly string[]
}

const nodesIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] => {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(nodesIn)
  return '__typename' in value ? [value, ...inner] : inner
}

interface Body {
  readonly data?: unknown
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[]
}

export const toldIn = ({ data, errors = [] }: Body): Told => {
  const said = [
    ...nodesIn(data).map(({ __typename, reason }) => String(reason ?? __typename)),
    ...errors.map(({ extensions }) => String(extensions['code'])),
  ]
  return {
    shown: said.filter((one) => one === 'Citizen').length,
    closed: said.filter((one) => one === 'AUDIT_UNAVAILABLE').length,
    others: said.filter((one) => one !== 'Citizen' && one !== 'AUDIT_UNAVAILABLE'),
  }
}
