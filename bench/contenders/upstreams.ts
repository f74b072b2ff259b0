import { createCache } from '../../src/cache/index.ts'
import type { Config } from '../../src/config.ts'
import type { Citizen } from '../../src/domain/citizen.ts'
import type { Dossier, DossierPage } from '../../src/domain/dossier.ts'
import { type DateTime, toInstant } from '../../src/domain/dates.ts'
import type { ProcedureCode, UnitCode } from '../../src/domain/ids.ts'
import type { ProcedureDetails, ProcedureSummary } from '../../src/domain/procedure.ts'
import { toError } from '../../src/lib/errors.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import { createAgencyBooks } from '../../src/sources/dossiers/agencies.ts'
import { encodeCursor } from '../../src/sources/dossiers/cursor.ts'
import { createInstance, type Instance } from '../../src/sources/dossiers/instance.ts'
import { createRouting } from '../../src/sources/dossiers/routing.ts'
import { createClient as createPopulation } from '../../src/sources/population/client.ts'
import { createClient as createProcedures } from '../../src/sources/procedures/client.ts'
import { createSources, type SourceLoaders } from '../../src/sources/index.ts'
import {
  type BatchClient,
  batchUrl,
  createBatchClient,
  createBatchInstance,
  isKeeping,
} from '../batch/client.ts'
import { createLists } from './lists.ts'
import { type AskMany, createPeople } from './people.ts'

export interface BoardQuestion {
  readonly commune: UnitCode
  /** The last moment at which a dossier of the page was received. */
  readonly until: DateTime
  readonly first: number
}

export type Board = Omit<DossierPage, 'items' | 'totalCount'> & {
  readonly dossiers: readonly Dossier[]
}

type Procedures = ReadonlyMap<ProcedureCode, ProcedureSummary | null>

/** The whole catalogue, read once, as the gateway keeps it for six hours. */
const createProcedureList = (settings: Config['procedures']) => {
  const client = createProcedures(settings)
  const read = async (): Promise<Procedures> =>
    new Map((await client.list()).map((procedure) => [procedure.code, procedure]))
  let list: Promise<Procedures> | undefined
  return (): Promise<Procedures> => (list ??= read())
}

/** Those asked for, in one call; kept only where the story says so. */
const createProcedureBatch = (batch: BatchClient) => {
  const kept = new Map<ProcedureCode, ProcedureSummary | null>()
  return async (codes: readonly ProcedureCode[]): Promise<Procedures> => {
    const known = isKeeping ? kept : new Map<ProcedureCode, ProcedureSummary | null>()
    const missing = [...new Set(codes)].filter((code) => !known.has(code))
    if (missing.length === 0) return known
    const found = await batch.procedures(missing)
    for (const [place, code] of missing.entries()) known.set(code, found[place] ?? null)
    return known
  }
}

const askEach =
  (population: ReturnType<typeof createPopulation>): AskMany =>
  (questions) =>
    Promise.all(
      questions.map(({ match, caller }) => population.citizen(match, caller).catch(toError)),
    )

/** Room for telling whether a next page exists; as much as the gateway asks for, so that the answers cost the same. */
const slack = 10

const newestFirst = (a: Dossier, b: Dossier): number => {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? 1 : -1
  return a.code < b.code ? -1 : 1
}

const toBoard = (rows: readonly Dossier[], { until, first }: BoardQuestion): Board => {
  const dossiers = rows.slice(0, first)
  const last = dossiers.at(-1)
  const place = last && {
    until: toInstant(until).getTime(),
    at: toInstant(last.receivedAt).getTime(),
    code: last.code,
  }
  return {
    dossiers,
    hasNextPage: rows.length > first,
    endCursor: place === undefined ? null : encodeCursor(place),
    coverage: { asked: 1, answered: 1, missing: [] },
  }
}

/** Details of procedures, which say what may be seen for them: each read once, as the gateway keeps them for hours. */
const createDetails = (settings: Config['procedures']) => {
  const client = createProcedures(settings)
  const asked = new Map<ProcedureCode, Promise<ProcedureDetails | null>>()
  const kept = new Map<ProcedureCode, ProcedureDetails | null>()
  const read = async (code: ProcedureCode): Promise<ProcedureDetails | null> => {
    const found = await client.details(code)
    kept.set(code, found)
    return found
  }
  return {
    details(code: ProcedureCode): Promise<ProcedureDetails | null> {
      const known = asked.get(code) ?? read(code)
      asked.set(code, known)
      return known
    },
    detailsAtHand: (code: ProcedureCode) => kept.get(code),
  }
}

/** What the contenders stand on: the gateway's own clients, decoding and units, and a memory equal to its own. */
export const createUpstreams = (config: Config, isHidden: (citizen: Citizen) => boolean) => {
  const now = () => new Date()
  const real = createSources(config, { cache: createCache(), now, slots: null, isHidden })
  const { units } = real
  const batch = batchUrl === undefined ? null : createBatchClient(batchUrl)
  const agencyBook = createAgencyBooks(createCache())
  const list = createLists()
  const communeByName = (name: string, province: UnitCode) => units.communeByName(name, province)
  const deps = { agencyBook, now, communeByName }
  const routing = createRouting(
    config.dossiers.map((one) =>
      batch === null ? createInstance(one, deps) : createBatchInstance(one, deps, batch),
    ),
  )

  const instanceOf = (commune: UnitCode): Instance => {
    const province = units.commune(commune)?.provinceCode
    const [instance] = province === undefined ? [] : routing.ofProvince(province)
    if (instance === undefined) throw new Error('no installation serves this commune')
    return instance
  }

  const board = async (question: BoardQuestion): Promise<Board & { readonly instance: string }> => {
    const [place] = units.resolve({ code: question.commune })
    if (place === undefined) throw new Error('there is no such commune')
    const instance = instanceOf(place.unit.code)
    const agencies = (await instance.agencies()).ofCommune(place.unit.code)
    const until = toInstant(question.until).getTime()
    const size = question.first + slack
    const pages = await Promise.all(
      agencies.map((agency) => list(instance, { agency, until, size })),
    )
    const rows = pages.flatMap((page) => page.rows)
    return { ...toBoard(rows.sort(newestFirst), question), instance: instance.name }
  }

  const people = createPeople(
    batch === null ? askEach(createPopulation(config.population)) : (all) => batch.persons(all),
    isHidden,
  )
  const details = createDetails(config.procedures)
  /** What no story asks for. */
  const others = real.loaders(new SourceOutcomes())
  const procedureLoaders = { ...others.procedures, ...details }

  return {
    units,
    board,
    procedures:
      batch === null ? createProcedureList(config.procedures) : createProcedureBatch(batch),
    /** As the access checks read them. */
    sources: {
      ...real,
      loaders: (outcomes: SourceOutcomes): SourceLoaders => ({
        ...others,
        population: people(outcomes),
        procedures: procedureLoaders,
      }),
    },
  }
}
