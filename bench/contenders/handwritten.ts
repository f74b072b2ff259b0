import { z } from 'zod'
import { type CitizenOutcome, give } from '../../src/access/shown.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import type { ProcedureSummary } from '../../src/domain/procedure.ts'
import { isLook, lookOf } from './people.ts'
import { createService, readQuestion, type Visit } from './service.ts'
import { assertStaff, openVisits, operationOf } from './visits.ts'

/*
 * The board as one writes it by hand, without GraphQL: one handler for one question, loops over rows, one object, one
 * JSON.stringify. It is the measure of what GraphQL costs here.
 */

const service = createService()
const { upstreams, open } = await openVisits(service)

/** Whoever may not be looked up is told so; all the others are looked up in one step. */
const citizensOf = async (dossiers: readonly Dossier[], visit: Visit) => {
  const looks = dossiers.map((dossier) => lookOf(dossier, visit))
  const outcomes = (await visit.people.outcomes.loadMany(looks.filter(isLook))).values()
  return looks.map((one): CitizenOutcome => {
    const outcome = isLook(one) ? outcomes.next().value : one
    if (outcome instanceof Error) throw outcome
    return outcome ?? { __typename: 'NotFound' }
  })
}

const citizenJson = (result: CitizenOutcome) => {
  const { __typename } = result
  switch (result.__typename) {
    case 'Citizen': {
      give(result, 'fullName', 'IDENTITY')
      give(result, 'birthDate', 'IDENTITY')
      give(result, 'gender', 'IDENTITY')
      const { fullName, birthDate, gender } = result.record
      return { __typename, fullName, birthDate, gender }
    }
    case 'NotFound':
      return { __typename }
    case 'NotMatchable':
      return { __typename, missing: result.missing }
    case 'AccessDenied':
      return { __typename, reason: result.reason }
    case 'SourceUnavailable':
      return { __typename, source: result.source }
  }
}

const procedureJson = (procedure: ProcedureSummary | null | undefined) =>
  procedure == null
    ? null
    : { code: procedure.code, name: procedure.name, onlineLevel: procedure.onlineLevel }

type Procedures = ReadonlyMap<ProcedureCode | null, ProcedureSummary | null>

const nodeJson = (dossier: Dossier, citizen: CitizenOutcome, procedures: Procedures) => {
  const { code, status, receivedAt, procedureCode, receivedBy } = dossier
  const commune =
    receivedBy.communeCode === null ? null : upstreams.units.commune(receivedBy.communeCode)
  return {
    code,
    status,
    receivedAt,
    procedure: procedureJson(procedures.get(procedureCode)),
    citizen: citizenJson(citizen),
    receivedBy: {
      name: receivedBy.name,
      commune: commune && { code: commune.code, name: commune.name },
    },
  }
}

const body = z.object({ variables: z.unknown() })
const operation = operationOf('the board, written by hand')

service.http.post('/graphql', async (request, reply) => {
  const visit = await open(request)
  visit.ledger.operation = operation
  assertStaff(visit)
  const question = readQuestion(body.parse(request.body).variables)
  const board = await upstreams.board(question)
  visit.outcomes.note('dossiers', board.instance, 'OK')
  visit.outcomes.note('procedures', null, 'OK')
  const [procedures, citizens] = await Promise.all([
    upstreams.procedures(board.dossiers.flatMap(({ procedureCode: code }) => code ?? [])),
    citizensOf(board.dossiers, visit),
  ])
  const { hasNextPage, endCursor, coverage, dossiers } = board
  const nodes = dossiers.map((dossier, place) =>
    nodeJson(dossier, citizens[place] ?? { __typename: 'NotFound' }, procedures),
  )
  const data = { dossiers: { nodes, pageInfo: { hasNextPage, endCursor }, coverage } }
  service.logLine(visit)
  return reply
    .header('cache-control', 'private, no-store')
    .header('x-request-id', visit.requestId)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ data, extensions: { sources: visit.outcomes.rows() } }))
})

await service.listen()
