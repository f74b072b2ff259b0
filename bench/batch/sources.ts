import DataLoader from 'dataloader'
import type { Cache, SharedSlots } from '../../src/cache/index.ts'
import type { Config } from '../../src/config.ts'
import type { Citizen } from '../../src/domain/citizen.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import type { ProcedureSummary } from '../../src/domain/procedure.ts'
import { atHandFirst } from '../../src/lib/reference.ts'
import type { SourceOutcomes } from '../../src/lib/outcomes.ts'
import { createAgencyBooks } from '../../src/sources/dossiers/agencies.ts'
import { createLoaders as createDossierLoaders } from '../../src/sources/dossiers/loaders.ts'
import type { Page } from '../../src/sources/dossiers/page.ts'
import { dossierListPolicy, dossierPolicy } from '../../src/sources/dossiers/policy.ts'
import { createRouting } from '../../src/sources/dossiers/routing.ts'
import { createSources, type SourceLoaders } from '../../src/sources/index.ts'
import { isAbout } from '../../src/sources/population/identity.ts'
import { type PersonQuestion, populationPolicy } from '../../src/sources/population/index.ts'
import { askerOf, keyOf, tagsOf } from '../../src/sources/population/policy.ts'
import { batchUrl, createBatchClient, createBatchInstance, isKeeping } from './client.ts'

/*
 * The gateway's sources over the bench's batch service: its cache, loaders and dossier search as they are; only the last
 * step, asking a system, is put to the batch service.
 */

const batch = createBatchClient(batchUrl ?? '')

/** `BENCH_MEMORY=none`: nothing of these records stays in the process, so that each is read from Redis. */
const memory = process.env['BENCH_MEMORY'] === 'none' ? { memoryShare: 0 } : {}
const hourMs = 3_600_000
const procedurePolicy = {
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
} as const

interface Lookup extends PersonQuestion {
  readonly key: string
}

type IsHidden = (citizen: Citizen) => boolean

/** As src/sources/population/loaders.ts, but that one call brings many. */
const createPopulation = (
  cache: Cache,
  { population: { sharedBy } }: Config,
  isHidden: IsHidden,
) => {
  /** A person's record lives for a minute, and filling a memory with 100,000 of them takes longer. */
  const longLife = isKeeping ? { freshMs: hourMs, keepMs: hourMs } : {}
  const persons = cache.space<Citizen>({ ...populationPolicy, ...longLife, ...memory })
  const toLookup = ({ match, caller }: PersonQuestion): Lookup => ({
    key: keyOf(match, caller, sharedBy),
    match,
    caller,
  })
  const fitting =
    ({ match }: Lookup) =>
    (citizen: Citizen): boolean =>
      isAbout(citizen, match) && !isHidden(citizen)
  const read = async (lookups: readonly Lookup[], noted: Set<string>) => {
    const byKey = new Map(lookups.map((lookup) => [lookup.key, lookup]))
    const wanted = lookups.map((lookup) => ({
      key: lookup.key,
      tags: tagsOf(lookup.match),
      fits: fitting(lookup),
      asker: askerOf(lookup.caller),
    }))
    const answers = await persons.readMany(wanted, async (keys) => {
      for (const key of keys) noted.add(key)
      const asked = keys.flatMap((key) => byKey.get(key) ?? [])
      const found = await batch.persons(asked)
      const shown = (answer: Citizen | null) => (answer && isHidden(answer) ? null : answer)
      return new Map(asked.map(({ key }, place) => [key, shown(found[place] ?? null)]))
    })
    return lookups.map(({ key }) => answers.get(key) ?? null)
  }
  return (outcomes: SourceOutcomes): SourceLoaders['population'] => {
    const noted = new Set<string>()
    const loader = new DataLoader((lookups: readonly Lookup[]) => read(lookups, noted), {
      cacheKeyFn: ({ key }: Lookup) => key,
    })
    const known = new Map<PersonQuestion, Lookup>()
    const lookupOf = (question: PersonQuestion): Lookup => {
      const lookup = known.get(question) ?? toLookup(question)
      known.set(question, lookup)
      return lookup
    }
    const load = (question: PersonQuestion) =>
      outcomes.watch('population', null, loader.load(lookupOf(question)))
    return {
      citizen: (match, caller) => load({ match, caller }),
      citizens: {
        load,
        async loadMany(questions) {
          const peek = (lookup: Lookup) => persons.peek(lookup.key, fitting(lookup))
          const answers = await atHandFirst(questions.map(lookupOf), peek, (all) =>
            loader.loadMany(all),
          )
          outcomes.noteAll('population', null, answers)
          return answers.map((answer) => answer ?? null)
        },
      },
      wasAsked: (question) => noted.has(lookupOf(question).key),
    }
  }
}

const createSummaries = (cache: Cache) => {
  const kept = cache.space<ProcedureSummary>(procedurePolicy)
  return (outcomes: SourceOutcomes): SourceLoaders['procedures']['summaries'] => {
    const loadMany = async (codes: readonly ProcedureCode[]) => {
      const wanted = codes.map((code) => ({ key: code, tags: [] }))
      const fetch = async (keys: readonly ProcedureCode[]) => {
        const found = await batch.procedures(keys)
        return new Map(keys.map((key, place) => [key, found[place] ?? null]))
      }
      const answers = await outcomes.watch('procedures', null, kept.readMany(wanted, fetch))
      return codes.map((code) => answers.get(code) ?? null)
    }
    return {
      loadMany,
      async load(code) {
        const [answer = null] = await loadMany([code])
        if (answer instanceof Error) throw answer
        return answer
      },
      peek(code) {
        const found = kept.peek(code)
        if (found !== undefined) outcomes.note('procedures', null, 'OK')
        return found
      },
    }
  }
}

interface Deps {
  readonly cache: Cache
  readonly slots: SharedSlots | null
  readonly now: () => Date
  readonly isHidden: IsHidden
}

export const createBatchSources = (
  config: Config,
  deps: Deps,
): ReturnType<typeof createSources> => {
  const { cache, now } = deps
  const real = createSources(config, deps)
  const { units } = real
  const agencyBook = createAgencyBooks(cache)
  const communeByName = units.communeByName.bind(units)
  const instances = config.dossiers.map((one) =>
    createBatchInstance(one, { agencyBook, now, communeByName }, batch),
  )
  const dossierDeps = {
    routing: createRouting(instances),
    now,
    kept: cache.space<Dossier>({ ...dossierPolicy, space: 'bench-dossiers' }),
    lists: cache.space<Page>({ ...dossierListPolicy, ...memory, space: 'bench-dossier-lists' }),
    provinceOf: (commune: string) => units.commune(commune)?.provinceCode ?? null,
  }
  const population = createPopulation(cache, config, deps.isHidden)
  const summaries = createSummaries(cache)
  return {
    ...real,
    loaders(outcomes) {
      const loaders = real.loaders(outcomes)
      return {
        ...loaders,
        population: population(outcomes),
        procedures: { ...loaders.procedures, summaries: summaries(outcomes) },
        dossiers: createDossierLoaders(dossierDeps, outcomes),
      }
    },
  }
}
