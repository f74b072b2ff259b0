import { z } from 'zod'
import { rules } from '../../src/access/rules.ts'
import type { CitizenResult, DenialReason } from '../../src/domain/citizen.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import type { ProcedureSummary } from '../../src/domain/procedure.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { statusOfError } from '../../src/lib/outcomes.ts'
import { type Lookup, lookupOf } from './people.ts'
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

/** The person behind a dossier, or the lookup that is still to be made. */
const citizenOf = (dossier: Dossier, { actor }: Visit): CitizenResult | Lookup => {
  const { code, procedureCode: procedure } = dossier
  if (procedure === null) return denied('PURPOSE_REQUIRED')
  const refused = rules.PERSON(actor, { procedure, dossier: code })
  if (refused !== null || actor?.role !== 'officer') return denied(refused ?? 'ROLE_NOT_ALLOWED')
  const lookup = lookupOf(dossier, procedure, actor)
  if (!('key' in lookup)) return { __typename: 'NotMatchable', missing: lookup }
  const known = upstreams.people.peek(lookup)
  return known === undefined ? lookup : (known ?? { __typename: 'NotFound' })
}

/** What is at hand at once, and all the rest in one step. */
const citizensOf = async (dossiers: readonly Dossier[], visit: Visit) => {
  const found = dossiers.map((dossier) => citizenOf(dossier, visit))
  const lookups = found.filter((one) => 'key' in one)
  const answers = lookups.length === 0 ? [] : await upstreams.people.fetch(lookups)
  visit.outcomes.note('population', null, 'OK')
  let next = 0
  return found.map((one): CitizenResult => {
    if (!('key' in one)) return one
    const answer = answers[next++] ?? null
    return answer instanceof Error
      ? toFailure(answer, visit)
      : (answer ?? { __typename: 'NotFound' })
  })
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

const procedureJson = (procedure: ProcedureSummary | null | undefined) =>
  procedure == null
    ? null
    : { code: procedure.code, name: procedure.name, onlineLevel: procedure.onlineLevel }

type Procedures = ReadonlyMap<ProcedureCode | null, ProcedureSummary | null>

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
