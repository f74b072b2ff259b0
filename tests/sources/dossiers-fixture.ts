import { createDossierSimulators, toInstanceSettings } from '../../mocks/dossiers/index.ts'
import { createFaults } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import { serve, type Simulator } from '../../mocks/support/simulator.ts'
import type { World } from '../../mocks/world/types.ts'
import { createCache, type Cache, type CacheOptions } from '../../src/cache/index.ts'
import { parseDateTime } from '../../src/domain/dates.ts'
import type { DossierFilter, DossierPage } from '../../src/domain/dossier.ts'
import {
  parseDossierCode,
  parseOldCardNumber,
  parseOrganisationCode,
  parsePersonalId,
  parseProcedureCode,
  parseUnitCode,
} from '../../src/domain/ids.ts'
import { onAlarm, type Alarm } from '../../src/lib/channels.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import {
  createDossiers,
  dossiersSettings,
  type PageArgs,
} from '../../src/sources/dossiers/index.ts'
import { dossierListPolicy } from '../../src/sources/dossiers/policy.ts'
import { createUnits } from '../../src/sources/units/index.ts'

/** Throws where a test is written with a value that is none. */
export const must = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('The test needs a value here')
  return value
}

export const codeOf = (raw: string) => must(parseDossierCode(raw)).code
export const unitOf = (raw: string) => must(parseUnitCode(raw))
export const organisationOf = (raw: string) => must(parseOrganisationCode(raw))
export const procedureOf = (raw: string) => must(parseProcedureCode(raw))
export const numberOf = (raw: string) => must(parsePersonalId(raw) ?? parseOldCardNumber(raw))
export const momentOf = (raw: string) => must(parseDateTime(raw))

type Settings = ReturnType<typeof toInstanceSettings>

export interface BootOptions {
  /** Changes one installation's settings before the gateway reads them. */
  readonly change?: (settings: Settings) => object
  readonly now?: () => Date
  /** How much may be kept. */
  readonly memory?: Pick<CacheOptions, 'memoryBytes'>
  /** Put in place of the simulators of these installations. */
  readonly instead?: readonly Simulator[]
}

const units = createUnits()

/** Runs on by itself and with the test's own moments; what is kept ages by it. */
const createClock = (now: () => Date) => {
  const start = now().getTime()
  let passed = 0
  const shift = () => now().getTime() - start + passed
  return {
    wall: () => Date.now() + shift(),
    monotonic: () => performance.now() + shift(),
    pass: (ms: number) => void (passed += ms),
  }
}

/** The source on the simulators of a world, over real sockets. */
export const boot = async (world: World, options: BootOptions = {}) => {
  const faults = createFaults()
  const journal = createJournal()
  const usual = createDossierSimulators({ world, faults, journal })
  const simulators = usual.map(
    (one) => options.instead?.find(({ instance }) => instance === one.instance) ?? one,
  )
  const servers = await Promise.all(
    simulators.map((simulator) => serve(simulator, { port: 0, faults, journal })),
  )
  const settings = world.provinces.map((province, index) => {
    const own = toInstanceSettings(province, must(servers[index]).url)
    return { ...own, deadlineMs: 2000, attempts: 1, ...options.change?.(own) }
  })
  const now = options.now ?? (() => world.now())
  const clock = createClock(now)
  const opened: ReturnType<typeof createDossiers>[] = []
  /** One replica of the gateway, as far as this source goes. */
  const open = (cache: Cache) => {
    const dossiers = createDossiers(dossiersSettings.parse(settings), {
      cache,
      now,
      communeByName: (name, province) => units.communeByName(name, province),
      provinceOf: (commune) => units.commune(commune)?.provinceCode ?? null,
    })
    opened.push(dossiers)
    return {
      /** Loaders and outcomes of a new request. */
      request: () => {
        const outcomes = new SourceOutcomes()
        return { ...dossiers.loaders(outcomes), outcomes }
      },
      search: async (filter: DossierFilter, page: Partial<PageArgs> = {}) =>
        dossiers.loaders(new SourceOutcomes()).search(filter, { first: 50, after: null, ...page }),
    }
  }
  const cache = createCache({ clock, ...options.memory })
  return {
    ...open(cache),
    /** Another replica on the same installations. */
    beside: open,
    faults,
    journal,
    cache,
    /** Makes what is kept older, while the test's own `now` stands still; left out: until dossiers and lists have ended. */
    expire: (ms: number = dossierListPolicy.keepMs) => clock.pass(ms),
    /** What an installation was asked, by operation. */
    asked: (operation: string, instance?: string) =>
      journal.entries('dossiers', instance).filter((entry) => entry.operation === operation),
    async stop() {
      await Promise.all(opened.map((dossiers) => dossiers.close()))
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

export type Booted = Awaited<ReturnType<typeof boot>>

export const codesOf = (page: DossierPage): readonly string[] =>
  page.items.map(({ dossier }) => dossier.code)

/** Follows the cursors to the end; stops a walk that has none. */
export const walk = async (
  search: Booted['search'],
  filter: DossierFilter,
  first: number,
): Promise<readonly string[]> => {
  const found: string[] = []
  let after: string | null = null
  for (let pages = 0; pages < 500; pages++) {
    const page: DossierPage = await search(filter, { first, after })
    found.push(...codesOf(page))
    if (!page.hasNextPage) return found
    after = page.endCursor
  }
  throw new Error('The walk has no end')
}

/** The alarms raised while `run` runs. */
export const alarmsDuring = async (run: () => Promise<unknown>): Promise<readonly string[]> => {
  const kinds = new Set<Alarm['kind']>()
  const stop = onAlarm(({ kind }) => void kinds.add(kind))
  try {
    await run()
  } finally {
    stop()
  }
  return [...kinds]
}
