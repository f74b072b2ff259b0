import { z } from 'zod'
import { rules } from '../../src/access/rules.ts'
import type { Citizen, CitizenResult, DenialReason } from '../../src/domain/citizen.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import type { ProcedureSummary } from '../../src/domain/procedure.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { statusOfError } from '../../src/lib/outcomes.ts'
import { lookupOf } from './people.ts'
import { assertStaff, createService, readQuestion, type Visit } from './service.ts'
import { createUpstreams } from './upstreams.ts'

/*
 * The board as one writes it by hand, without GraphQL: one handler for one question, loops over rows, one object, one
 * JSON.stringify. It is the measure of what GraphQL costs here.
 */

const service = createService()
const upstreams = createUpstreams(service.config)

const refusals: readonly (string | undefined)[] = ['PROCEDURE_NOT_LICENSED', 'OFFICER_NOT_ALLOWED']

const denied = (reason: DenialReason): CitizenResult => ({ __typename: 'AccessDenied', reason })

const toFailure = (error: unknown, { outcomes }: Visit): CitizenResult => {
  if (!(error instanceof UpstreamError)) throw error
  outcomes.note('population', null, statusOfError(error))
  const { source, fault, reason } = error
  return refusals.includes(reason)
    ? denied(reason as DenialReason)
    : { __typename: 'SourceUnavailable', source, retryable: fault !== 'malformed' }
}

const citizenOf = (dossier: Dossier, visit: Visit): CitizenResult | Promise<CitizenResult> => {
  const { actor, outcomes } = visit
  const { code, procedureCode: procedure } = dossier
  if (procedure === null) return denied('PURPOSE_REQUIRED')
  const refused = rules.PERSON(actor, { procedure, dossier: code })
  if (refused !== null || actor?.role !== 'officer') return denied(refused ?? 'ROLE_NOT_ALLOWED')
  const lookup = lookupOf(dossier, procedure, actor)
  if (!('key' in lookup)) return { __typename: 'NotMatchable', missing: lookup }
  const toResult = (citizen: Citizen | null): CitizenResult => {
    outcomes.note('population', null, 'OK')
    return citizen ?? { __typename: 'NotFound' }
  }
  const found = upstreams.citizen(lookup)
  if (!(found instanceof Promise)) return toResult(found)
  return found.then(toResult, (error: unknown) => toFailure(error, visit))
}

const citizenJson = (result: CitizenResult) => {
  const { __typename } = result
  switch (result.__typename) {
    case 'Citizen': {
      const { fullName, birthDate, gender } = result
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

const procedureJson = (procedure: ProcedureSummary | undefined) =>
  procedure === undefined
    ? null
    : { code: procedure.code, name: procedure.name, onlineLevel: procedure.onlineLevel }

type Procedures = ReadonlyMap<ProcedureCode | null, ProcedureSummary>

const nodeJson = (dossier: Dossier, citizen: CitizenResult, procedures: Procedures) => {
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

service.http.post('/graphql', async (request, reply) => {
  const visit = await service.visit(request)
  assertStaff(visit)
  const question = readQuestion(body.parse(request.body).variables)
  const [board, procedures] = await Promise.all([upstreams.board(question), upstreams.procedures()])
  visit.outcomes.note('dossiers', board.instance, 'OK')
  visit.outcomes.note('procedures', null, 'OK')
  const citizens = await Promise.all(
    board.dossiers.map(async (dossier) => citizenOf(dossier, visit)),
  )
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
