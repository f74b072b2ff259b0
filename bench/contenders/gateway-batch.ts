import DataLoader from 'dataloader'
import { createIdentify } from '../../src/access/identity.ts'
import { createCache, openShared } from '../../src/cache/index.ts'
import { readConfig } from '../../src/config.ts'
import type { Citizen } from '../../src/domain/citizen.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import type { ProcedureSummary } from '../../src/domain/procedure.ts'
import { type SourceOutcomes, statusOfError } from '../../src/lib/outcomes.ts'
import { createAdmin } from '../../src/server/admin.ts'
import { createServer } from '../../src/server/index.ts'
import { createAgencyBooks } from '../../src/sources/dossiers/agencies.ts'
import { createLoaders as createDossierLoaders } from '../../src/sources/dossiers/loaders.ts'
import { dossierPolicy } from '../../src/sources/dossiers/policy.ts'
import { createRouting } from '../../src/sources/dossiers/routing.ts'
import { createSources } from '../../src/sources/index.ts'
import { isAbout } from '../../src/sources/population/identity.ts'
import { type PersonQuestion, populationPolicy } from '../../src/sources/population/index.ts'
import { askerOf, keyOf, tagsOf } from '../../src/sources/population/policy.ts'
import { createLog, logAlarms } from '../../src/telemetry/log.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { batchUrl, createBatchClient, createBatchInstance, isKeeping } from '../batch/client.ts'

/*
 * The gateway, built as src/app.ts builds it, over the bench's batch service: its server, executor, access checks, cache
 * and dossier search as they are; only the last step, asking a system, is put to the batch service.
 */

const config = readConfig(process.env)
const now = () => new Date()
const log = createLog(config.logLevel)
const metrics = createMetrics()
logAlarms(log)
const shared = config.cache.redis && openShared(config.cache.redis)
const cache = createCache({ ...config.cache, ...(shared && { shared }) })
metrics.watchCache(() => cache.figures())
const real = createSources(config, { cache, now, slots: shared?.store.slots ?? null })
const batch = createBatchClient(batchUrl ?? '')

/** `BENCH_MEMORY=none`: nothing of these records stays in the process, so that each is read from Redis. */
const memory = process.env['BENCH_MEMORY'] === 'none' ? { memoryShare: 0 } : {}
const hourMs = 3_600_000
const persons = cache.space<Citizen>({ ...populationPolicy, ...memory })
const procedureList = cache.space<ProcedureSummary>({
  space: 'bench-procedures',
  source: 'procedures',
  schemaVersion: 1,
  sharing: 'public',
  // Where nothing is to be kept a record is past its life before the next request.
  ...(isKeeping
    ? { freshMs: 6 * hourMs, keepMs: 6 * hourMs, absentMs: 6 * hourMs }
    : { freshMs: 1, keepMs: 1, absentMs: 1 }),
  staleOnErrorMs: 0,
  memoryShare: 0.1,
  ...memory,
})

interface Lookup extends PersonQuestion {
  readonly key: string
}

const populationOf = (outcomes: SourceOutcomes) => {
  const { sharedBy } = config.population
  const read = async (lookups: readonly Lookup[]): Promise<(Citizen | null | Error)[]> => {
    const byKey = new Map(lookups.map((lookup) => [lookup.key, lookup]))
    const wanted = lookups.map(({ key, match, caller }) => ({
      key,
      tags: tagsOf(match),
      fits: (citizen: Citizen) => isAbout(citizen, match),
      asker: askerOf(caller),
    }))
    const answers = await persons.readMany(wanted, async (keys) => {
      const asked = keys.flatMap((key) => byKey.get(key) ?? [])
      const found = await batch.persons(asked)
      return new Map(asked.map(({ key }, place) => [key, found[place] ?? null]))
    })
    return lookups.map(({ key }) => answers.get(key) ?? null)
  }
  const asked = new DataLoader(read, { cacheKeyFn: ({ key }: Lookup) => key })
  const toLookup = (question: PersonQuestion): Lookup => ({
    key: keyOf(question.match, question.caller, sharedBy),
    ...question,
  })
  const load = (question: PersonQuestion) =>
    outcomes.watch('population', null, asked.load(toLookup(question)))
  return {
    citizen: (match: PersonQuestion['match'], caller: PersonQuestion['caller']) =>
      load({ match, caller }),
    citizens: {
      load,
      async loadMany(questions: readonly PersonQuestion[]) {
        const answers = await asked.loadMany(questions.map(toLookup))
        for (const answer of answers)
          outcomes.note('population', null, answer instanceof Error ? statusOfError(answer) : 'OK')
        return answers
      },
      peek(question: PersonQuestion) {
        const { key, match } = toLookup(question)
        const found = persons.peek(key, (citizen) => isAbout(citizen, match))
        if (found !== undefined) outcomes.note('population', null, 'OK')
        return found
      },
    },
  }
}

const summariesOf = (outcomes: SourceOutcomes) => {
  const loadMany = async (codes: readonly ProcedureCode[]) => {
    const wanted = codes.map((code) => ({ key: code, tags: [] }))
    const fetch = async (keys: readonly ProcedureCode[]) => {
      const found = await batch.procedures(keys)
      return new Map(keys.map((key, place) => [key, found[place] ?? null]))
    }
    const answers = await outcomes.watch('procedures', null, procedureList.readMany(wanted, fetch))
    return codes.map((code) => answers.get(code) ?? null)
  }
  const single = async (code: ProcedureCode) => {
    const [answer = null] = await loadMany([code])
    if (answer instanceof Error) throw answer
    return answer
  }
  return {
    load: single,
    loadMany,
    peek(code: ProcedureCode) {
      const found = procedureList.peek(code)
      if (found !== undefined) outcomes.note('procedures', null, 'OK')
      return found
    },
  }
}

const agencyBook = createAgencyBooks(cache)
const communeByName = real.units.communeByName.bind(real.units)
const routing = createRouting(
  config.dossiers.map((one) => createBatchInstance(one, { agencyBook, now, communeByName }, batch)),
)
const kept = cache.space<Dossier>({ ...dossierPolicy, space: 'bench-dossiers' })
const dossierDeps = {
  routing,
  now,
  kept,
  provinceOf: (commune: string) => real.units.commune(commune)?.provinceCode ?? null,
}

const sources: typeof real = {
  ...real,
  loaders(outcomes) {
    const loaders = real.loaders(outcomes)
    const summaries = summariesOf(outcomes)
    return {
      ...loaders,
      population: populationOf(outcomes),
      procedures: { ...loaders.procedures, summaries, summary: summaries.load },
      dossiers: createDossierLoaders(dossierDeps, outcomes),
    }
  },
}

const identify = createIdentify(config.identity)
const onDrop = (listener: () => void): void => cache.onDrop(listener)
const server = await createServer(config, { identify, sources, now, log, onDrop })
const admin = createAdmin(metrics, () => true)
await server.http.listen({ host: '127.0.0.1', port: config.port })
await admin.listen({ host: '127.0.0.1', port: config.adminPort })
