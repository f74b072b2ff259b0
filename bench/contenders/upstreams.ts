import { LRUCache } from 'lru-cache'
import { createCache } from '../../src/cache/index.ts'
import type { Config } from '../../src/config.ts'
import type { Citizen } from '../../src/domain/citizen.ts'
import type { Dossier, DossierPage } from '../../src/domain/dossier.ts'
import { type DateTime, toInstant } from '../../src/domain/dates.ts'
import type { OrganisationCode, UnitCode } from '../../src/domain/ids.ts'
import { createAgencyBooks } from '../../src/sources/dossiers/agencies.ts'
import { encodeCursor } from '../../src/sources/dossiers/cursor.ts'
import { createInstance, type Instance } from '../../src/sources/dossiers/instance.ts'
import { createRouting } from '../../src/sources/dossiers/routing.ts'
import { createClient as createPopulation } from '../../src/sources/population/client.ts'
import { populationPolicy } from '../../src/sources/population/index.ts'
import { createClient as createProcedures } from '../../src/sources/procedures/client.ts'
import { createUnits } from '../../src/sources/units/index.ts'
import type { Lookup } from './people.ts'

export interface BoardQuestion {
  readonly commune: UnitCode
  /** The last moment at which a dossier of the page was received. */
  readonly until: DateTime
  readonly first: number
}

export type Board = Omit<DossierPage, 'items' | 'totalCount'> & {
  readonly dossiers: readonly Dossier[]
}

const absent = Symbol('absent')

/** People as the gateway keeps them: 60 seconds, an absence 15, the same 10,000 at most, one fetch for all who wait. */
const createPeople = (ask: (lookup: Lookup) => Promise<Citizen | null>) => {
  const kept = new LRUCache<string, Citizen | typeof absent>({ max: 10_000 })
  const flying = new Map<string, Promise<Citizen | null>>()
  const fetch = async (lookup: Lookup): Promise<Citizen | null> => {
    try {
      const citizen = await ask(lookup)
      const ttl = citizen === null ? populationPolicy.absentMs : populationPolicy.freshMs
      kept.set(lookup.key, citizen ?? absent, { ttl })
      return citizen
    } finally {
      flying.delete(lookup.key)
    }
  }
  /** A person at hand comes at once, without a promise. */
  return (lookup: Lookup): Citizen | null | Promise<Citizen | null> => {
    const known = kept.get(lookup.key)
    if (known !== undefined) return known === absent ? null : known
    const flight = flying.get(lookup.key) ?? fetch(lookup)
    flying.set(lookup.key, flight)
    return flight
  }
}

/** Read once, as the gateway keeps it for six hours. */
const createProcedureList = (settings: Config['procedures']) => {
  const client = createProcedures(settings)
  const read = async () =>
    new Map((await client.list()).map((procedure) => [procedure.code, procedure]))
  let list: ReturnType<typeof read> | undefined
  return () => (list ??= read())
}

/** Room for telling whether a next page exists; as much as the gateway asks for, so that the answers cost the same. */
const slack = 10

const listOf = async (
  instance: Instance,
  agency: OrganisationCode,
  { until, first }: BoardQuestion,
) => {
  const everything = { procedure: null, status: null, applicantId: null, from: null }
  const to = toInstant(until).getTime()
  const part = { number: 0, size: first + slack }
  return instance.client.list({ ...everything, agency, to: Math.min(to, Date.now()) }, part)
}

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

/** What both contenders stand on: the gateway's own clients, decoding and units, and a memory equal to its own. */
export const createUpstreams = (config: Config) => {
  const units = createUnits()
  const population = createPopulation(config.population)
  const agencyBook = createAgencyBooks(createCache())
  const deps = {
    agencyBook,
    now: () => new Date(),
    communeByName: (name: string, province: UnitCode) => units.communeByName(name, province),
  }
  const routing = createRouting(config.dossiers.map((one) => createInstance(one, deps)))

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
    const pages = await Promise.all(agencies.map((agency) => listOf(instance, agency, question)))
    const rows = pages.flatMap((page) => page.rows)
    return { ...toBoard(rows.sort(newestFirst), question), instance: instance.name }
  }

  return {
    units,
    board,
    citizen: createPeople(({ match, caller }) => population.citizen(match, caller)),
    procedures: createProcedureList(config.procedures),
  }
}

export type Upstreams = ReturnType<typeof createUpstreams>
