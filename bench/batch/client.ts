import type { z } from 'zod'
import type { Config } from '../../src/config.ts'
import type { Citizen } from '../../src/domain/citizen.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import type { ProcedureSummary } from '../../src/domain/procedure.ts'
import { createSend, readJson } from '../../src/http/index.ts'
import type { DialectClient } from '../../src/sources/dossiers/dialect.ts'
import type { Instance, InstanceDeps } from '../../src/sources/dossiers/instance.ts'
import { createCommuneOf } from '../../src/sources/dossiers/agencies.ts'
import type { PersonQuestion } from '../../src/sources/population/index.ts'
import {
  agenciesAnswer,
  dossiersAnswer,
  personsAnswer,
  type PersonsQuestion,
  proceduresAnswer,
} from './wire.ts'

const source = 'batch'

const toPerson = ({ match, caller }: PersonQuestion): PersonsQuestion[number] => ({
  personalId: match.number.kind === 'PERSONAL_ID' ? match.number.value : '',
  oldCard: match.number.kind === 'OLD_CARD' ? match.number.value : '',
  fullName: match.fullName,
  birthDate: match.birthDate,
  procedureCode: caller.procedureCode,
  officerId: caller.officerId,
  organisation: caller.organisation,
})

/** The batch service as every contender asks it: by the gateway's own way to any upstream. */
export const createBatchClient = (baseUrl: string) => {
  const { send } = createSend({
    source,
    instance: null,
    baseUrl,
    deadlineMs: 30_000,
    connections: 20,
    maxResponseBytes: 16 * 2 ** 20,
    attempts: 1,
  })
  const ask = async <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> => {
    const incoming = await send({
      method: 'POST',
      path,
      route: path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      idempotent: true,
    })
    return schema.parse(readJson(source, null, incoming))
  }
  return {
    /** One answer for each question and in their order. */
    persons: (questions: readonly PersonQuestion[]): Promise<readonly (Citizen | null)[]> =>
      ask('/persons', questions.map(toPerson), personsAnswer),
    procedures: (codes: readonly ProcedureCode[]): Promise<readonly (ProcedureSummary | null)[]> =>
      ask('/procedures', codes, proceduresAnswer),
    /** An installation's dossiers behind the batch service, in the place of its own dialect. */
    dossiersOf: (instance: string): DialectClient => ({
      capabilities: new Set(['list']),
      roots: [null],
      async list({ agency, from, to }, { number, size }) {
        const question = { instance, query: { agency, from, to }, number, size }
        return { ...(await ask('/dossiers', question, dossiersAnswer)), unreadable: 0 }
      },
      agencies: () => ask('/agencies', { instance }, agenciesAnswer),
      dossier: () => Promise.reject(new Error('not measured')),
      steps: () => Promise.resolve(null),
      count: () => Promise.resolve(null),
      close: () => Promise.resolve(),
    }),
  }
}

export type BatchClient = ReturnType<typeof createBatchClient>

/** As `createInstance` makes one, but for its dialect. */
export const createBatchInstance = (
  settings: Config['dossiers'][number],
  { communeByName, agencyBook }: InstanceDeps,
  batch: BatchClient,
): Instance => {
  const { name, provinces } = settings
  const client = batch.dossiersOf(name)
  const communeOf = createCommuneOf(provinces, communeByName)
  const list = { instance: name, provinces, communeOf, fetch: () => client.agencies() }
  return {
    name,
    settings,
    client,
    can: (capability) => client.capabilities.has(capability),
    agencies: (note) => agencyBook(list, note),
  }
}

/** Where the batch service listens; undefined where the real systems are asked. */
export const batchUrl = process.env['BENCH_BATCH_URL']

/** Whether procedures of the batch service are kept; in a cold story they are asked for by every request. */
export const isKeeping = process.env['BENCH_KEEP'] === 'procedures'
