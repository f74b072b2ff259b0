/**
 * What executing the board question costs, without HTTP, parsing and sources: graphql-js, the compiled executor, and
 * code written by hand for this one question. `node tests/executor/speed.ts`
 */
import { execute, getVariableValues, type OperationDefinitionNode, parse } from 'graphql'
import { createExecutor } from '../../src/executor/index.ts'
import type { ManyLoader } from '../../src/lib/reference.ts'
import { createSchema } from '../../src/server/schema.ts'
import { createUnits } from '../../src/sources/units/index.ts'

const document = parse(`query Board($commune: UnitCode!, $first: Int!) {
  dossiers(filter: { commune: $commune }, first: $first) {
    nodes {
      code status receivedAt
      procedure { code name onlineLevel }
      citizen {
        __typename
        ... on Citizen { fullName birthDate gender }
        ... on NotMatchable { missing }
        ... on AccessDenied { reason }
        ... on SourceUnavailable { source }
      }
      receivedBy { name commune { code name } }
    }
    pageInfo { hasNextPage endCursor }
    coverage { asked answered missing { instance reason } }
  }
}`)

const rawVariables = { commune: '00070', first: 50 }
const schema = createSchema()
const operation = document.definitions[0] as OperationDefinitionNode
const { coerced: variableValues = {} } = getVariableValues(
  schema,
  operation.variableDefinitions ?? [],
  rawVariables,
)

const dossiers = Array.from({ length: 50 }, (_, place) => ({
  code: `H26.101-261118-${String(place).padStart(4, '0')}`,
  status: 'PROCESSING',
  receivedAt: '2026-11-18T08:42:10+07:00',
  procedureCode: `1.00${1000 + (place % 20)}`,
  applicant: {
    personalId: `0011920${10_000 + place}`,
    oldCardNumber: null,
    fullName: `Nguyễn Thị Mẫu ${place}`,
    birthDate: '1992-02-29',
  },
  receivedBy: { name: 'UBND phường Hoàn Kiếm', organisationCode: null, communeCode: '00070' },
}))

const procedures = new Map(
  dossiers.map(({ procedureCode: code }) => [
    code,
    { code, name: `Thủ tục đăng ký khai sinh ${code}`, onlineLevel: 'FULL' },
  ]),
)

const citizens = new Map(
  dossiers.map(({ applicant }) => [
    applicant.personalId,
    { __typename: 'Citizen', gender: 'FEMALE', ...applicant },
  ]),
)

type Question = { readonly match: { readonly number: { readonly value: string } } }

const loaderOf = <K>(find: (key: K) => object, isAtHand: boolean): ManyLoader<K, object> => ({
  load: (key) => Promise.resolve(find(key)),
  loadMany: (keys) => Promise.resolve(keys.map(find)),
  ...(isAtHand && { peek: find }),
})

const page = {
  items: dossiers.map((dossier) => ({ dossier, cursor: dossier.code })),
  hasNextPage: true,
  endCursor: 'abc',
  coverage: { asked: 1, answered: 1, missing: [] },
}

const units = createUnits()
const findProcedure = (code: string) => procedures.get(code) ?? {}
const findCitizen = ({ match }: Question) => citizens.get(match.number.value) ?? {}

const contextFor = (isAtHand: boolean) => ({
  actor: { role: 'officer', officerId: 'o', organisation: 'H26', account: 'a', clientId: 'c' },
  purpose: null,
  now: new Date(),
  language: 'en',
  sources: {
    units,
    dossiers: { search: () => page },
    procedures: { summaries: loaderOf(findProcedure, isAtHand) },
    population: { citizens: loaderOf(findCitizen, isAtHand) },
  },
})

const byHand = () => ({
  data: {
    dossiers: {
      nodes: dossiers.map(({ code, status, receivedAt, procedureCode, applicant, receivedBy }) => {
        const procedure = procedures.get(procedureCode)
        const citizen = citizens.get(applicant.personalId)
        const commune = units.commune(receivedBy.communeCode)
        return {
          code,
          status,
          receivedAt,
          procedure: procedure && {
            code: procedure.code,
            name: procedure.name,
            onlineLevel: procedure.onlineLevel,
          },
          citizen: citizen && {
            __typename: citizen.__typename,
            fullName: citizen.fullName,
            birthDate: citizen.birthDate,
            gender: citizen.gender,
          },
          receivedBy: {
            name: receivedBy.name,
            commune: commune && { code: commune.code, name: commune.name },
          },
        }
      }),
      pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.endCursor },
      coverage: { ...page.coverage },
    },
  },
})

const executor = createExecutor(schema)
const compiled = executor.compile(document)
if (compiled === null) throw new Error('Not compiled')

const contenders: Readonly<Record<string, () => unknown>> = {
  'by hand, from memory': byHand,
  'compiled, from memory': () =>
    executor.run(compiled, { contextValue: contextFor(true), variableValues }),
  'compiled, fetched': () =>
    executor.run(compiled, { contextValue: contextFor(false), variableValues }),
  'graphql-js, fetched': () =>
    execute({ schema, document, contextValue: contextFor(false), variableValues: rawVariables }),
}

const rounds = 25
const perRound = 300
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN

const answers = new Set<string>()
const times = new Map<string, number[]>()
for (let round = 0; round < rounds; round += 1)
  for (const [name, answer] of Object.entries(contenders)) {
    const started = performance.now()
    let text = ''
    for (let count = 0; count < perRound; count += 1) text = JSON.stringify(await answer())
    const time = ((performance.now() - started) / perRound) * 1_000
    answers.add(text)
    times.set(name, [...(times.get(name) ?? []), time])
  }
if (answers.size !== 1) throw new Error('The contenders do not give one answer')

process.stdout.write(
  `Node ${process.version}, medians of ${rounds} rounds of ${perRound}, JSON included\n`,
)
for (const [name, all] of times)
  process.stdout.write(`${name.padEnd(24)} ${median(all).toFixed(0).padStart(5)} µs\n`)
