import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Government } from '../../mocks/index.ts'
import { toJson } from '../../mocks/population/element.ts'
import { answer } from '../../mocks/population/register.ts'
import { createCache } from '../../src/cache/index.ts'
import { checkConfig } from '../../src/config.ts'
import type { Citizen, CitizenMatch } from '../../src/domain/citizen.ts'
import { parsePartialDate } from '../../src/domain/dates.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import { parseOldCardNumber, parsePersonalId } from '../../src/domain/ids.ts'
import { matchingName } from '../../src/domain/names.ts'
import { createAgencyBooks } from '../../src/sources/dossiers/agencies.ts'
import { createInstance, type Instance } from '../../src/sources/dossiers/instance.ts'
import { toCitizen } from '../../src/sources/population/decode.ts'
import { pickAsked } from '../../src/sources/population/identity.ts'
import { createClient as createProcedures } from '../../src/sources/procedures/client.ts'
import { readRows } from '../../src/sources/population/wire.ts'
import { createUnits } from '../../src/sources/units/index.ts'
import {
  agenciesQuestion,
  type DossiersQuestion,
  dossiersQuestion,
  type PersonsQuestion,
  personsQuestion,
  proceduresQuestion,
} from './wire.ts'

/*
 * The batch upstream that the population database is not: the same simulated people, procedures and dossiers, asked for
 * by list, and for every procedure: refusals are never kept, so that no board would be told from memory alone. It stands
 * in the process of the simulated government, so that what it costs is on no contender's account.
 */

type Person = PersonsQuestion[number]

const matchOf = ({ personalId, oldCard, fullName, birthDate }: Person): CitizenMatch | null => {
  const [id, card] = [parsePersonalId(personalId), parseOldCardNumber(oldCard)]
  const birth = parsePartialDate(birthDate)
  if (birth === null) return null
  if (id !== null) return { number: { kind: 'PERSONAL_ID', value: id }, fullName, birthDate: birth }
  return card && { number: { kind: 'OLD_CARD', value: card }, fullName, birthDate: birth }
}

const createPersons = ({ world }: Government) => {
  const context = { world, fault: () => null, journal: () => undefined }
  const find = (person: Person): Citizen | null => {
    const match = matchOf(person)
    if (match === null) return null
    const question = {
      requestId: 'LTBENCH',
      procedureCode: person.procedureCode,
      officerId: person.officerId,
      organisation: person.organisation,
      personalId: person.personalId,
      oldCard: person.oldCard,
      name: matchingName(person.fullName),
      birth:
        person.birthDate.length === 10
          ? person.birthDate.replaceAll('-', '')
          : person.birthDate.slice(0, 4),
    }
    const rows = readRows({ Body: { CongdanCollection: toJson(answer(context, question)) } })
    const row = pickAsked(rows, match, () => undefined)
    return row && toCitizen(row, question.requestId, () => undefined)
  }
  return (persons: PersonsQuestion) => persons.map(find)
}

/** The simulators give at most so many dossiers a call. */
const partSize = 500

/** Read from the simulators in their own dialects, once; then kept, so that every contender waits alike. */
const createDossiers = (instances: ReadonlyMap<string, Instance>) => {
  const kept = new Map<
    string,
    Promise<{ readonly rows: readonly Dossier[]; readonly more: boolean }>
  >()
  const read = async ({ instance: name, query, number, size }: DossiersQuestion) => {
    const { client } = instances.get(name) ?? {}
    if (client === undefined) throw new Error('there is no such installation')
    const everything = { procedure: null, status: null, applicantId: null }
    const rows: Dossier[] = []
    const enough = (number + 1) * size
    for (let part = 0, more = true; more && rows.length < enough; part++) {
      const place = { number: part, size: Math.min(partSize, enough) }
      const page = await client.list({ ...everything, ...query }, place)
      rows.push(...page.rows)
      more = page.more
    }
    return { rows: rows.slice(number * size, enough), more: rows.length >= enough }
  }
  return (question: DossiersQuestion) => {
    const key = JSON.stringify(question)
    const known = kept.get(key) ?? read(question)
    kept.set(key, known)
    return known
  }
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString())
}

type Answer = (body: unknown) => unknown

const createAnswers = (government: Government): Readonly<Record<string, Answer>> => {
  const config = checkConfig(government.gatewayConfig)
  const units = createUnits()
  const deps = {
    agencyBook: createAgencyBooks(createCache()),
    now: () => new Date(),
    communeByName: units.communeByName.bind(units),
  }
  const instances = new Map(config.dossiers.map((one) => [one.name, createInstance(one, deps)]))
  const persons = createPersons(government)
  const dossiers = createDossiers(instances)
  const procedures = createProcedures(config.procedures).list()
  return {
    '/persons': (body) => persons(personsQuestion.parse(body)),
    '/procedures': async (body) => {
      const byCode = new Map((await procedures).map((procedure) => [procedure.code, procedure]))
      return proceduresQuestion.parse(body).map((code) => byCode.get(code) ?? null)
    },
    '/dossiers': (body) => dossiers(dossiersQuestion.parse(body)),
    '/agencies': (body) => instances.get(agenciesQuestion.parse(body).instance)?.client.agencies(),
  }
}

/** Starts it on a free port. Each question is one entry of the journal, under the system `batch`. */
export const startBatchService = async (government: Government): Promise<string> => {
  const answers = createAnswers(government)
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? ''
    const body = await bodyOf(request)
    const keys = [JSON.stringify(body)]
    const entry = { system: 'batch', instance: null, method: 'POST', path, operation: path, keys }
    government.journal.add({ ...entry, at: new Date() })
    const told = JSON.stringify(await answers[path]?.(body))
    response.setHeader('content-type', 'application/json').end(told)
  }
  const server = createServer((request, response) => {
    reply(request, response).catch((error: unknown) => {
      console.error(error)
      response.writeHead(500).end()
    })
  }).listen(0, '127.0.0.1')
  // Nobody is cut off who thinks for longer than the five seconds of the default.
  server.keepAliveTimeout = 120_000
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
