import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse, stringify } from 'yaml'
import { requestToken } from '../mocks/identity/request-token.ts'
import { withoutReadAhead } from '../tests/support/read-ahead.ts'
import { checkBoard, usualPage } from './board.ts'
import { contenderNames, type Program, programOf, type Wiring } from './contenders/index.ts'
import type { Commune, Government } from './government.ts'
import { askOnce, type Target } from './load.ts'
import { type Server, startServer } from './processes.ts'
import { boardOf } from './stories/stage.ts'

export interface Contender {
  readonly name: string
  readonly server: Server
  readonly target: Target
}

type Config = Readonly<Record<string, unknown>>

const demonstrationPolicy = new URL('../policy/demonstration.yaml', import.meta.url)
const plenty = (most: number) => ({ windowHours: 24, officer: most, agency: most })

/** The demonstration's own policy, but for its budgets: officers of the bench look at more people than any counter does. */
const policyWithRoom = (): string =>
  stringify({
    ...(parse(readFileSync(demonstrationPolicy, 'utf8')) as object),
    budgets: { DOSSIER: plenty(1_000_000), INTAKE: plenty(900_000) },
  })

/** The configuration file of one server, with an audit directory of its own; `env` names it. */
export const writeConfig = (config: Config) => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-bench-'))
  const [path, policy] = [join(folder, 'gateway.json'), join(folder, 'policy.yaml')]
  const access = { ...(config['access'] as object), policy }
  const audit = { directory: join(folder, 'audit') }
  writeFileSync(policy, policyWithRoom())
  writeFileSync(path, JSON.stringify({ ...config, access, audit }))
  return {
    env: { GATEWAY_CONFIG: path, NODE_ENV: 'production', AUDIT_DATABASE_URL: '' },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Room for the longest page of a story; what an operation may ask for is no part of what is measured. */
const limits = { page: 1_000, objects: 100_000, persons: 10_000, cost: 10_000_000 }

export interface House {
  start(name: string, program: Program, env?: Readonly<Record<string, string>>): Promise<Contender>
  stop(): Promise<void>
}

/** Starts servers with one configuration and stops them all together. */
const openHouse = async (government: Government, changes: Config = {}): Promise<House> => {
  // Reading details ahead would go on beside the measured requests, in the gateway alone.
  const config = { ...withoutReadAhead(government.gatewayConfig), limits, ...changes }
  const token = await requestToken(government.issuer, 'officer')
  const servers: Server[] = []
  const removals: (() => void)[] = []
  return {
    async start(name, program, more = {}) {
      const { env, remove } = writeConfig(config)
      removals.push(remove)
      const server = await startServer({
        args: program.args,
        env: { ...env, ...program.env, ...more },
        hasProbe: true,
      })
      servers.push(server)
      return { name, server, target: { url: server.url, token } }
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()))
      for (const remove of removals) remove()
    },
  }
}

/** Opens a house for as long as `work` takes. */
export const inHouse = async <T>(
  government: Government,
  work: (house: House) => Promise<T>,
  changes: Config = {},
): Promise<T> => {
  const house = await openHouse(government, changes)
  try {
    return await work(house)
  } finally {
    await house.stop()
  }
}

/** Each in its own process, over one simulated government. */
export const startContenders = async (
  house: House,
  wiring: Wiring,
  env: Readonly<Record<string, string>>,
): Promise<readonly Contender[]> =>
  Promise.all(contenderNames.map((name) => house.start(name, programOf(name, wiring), env)))

const dataOf = (answer: unknown, first: number): unknown => {
  checkBoard(answer, first)
  return (answer as { readonly data: unknown }).data
}

/** Throws where two contenders differ: then they do not do the same work, and comparing them means nothing. */
export const assertSameAnswers = async (
  { contenders: all, government }: { contenders: readonly Contender[]; government: Government },
  communes: readonly Commune[],
  page = usualPage,
): Promise<void> => {
  for (const commune of communes) {
    const sent = await boardOf(government, commune, page)
    const answers = await Promise.all(all.map(({ target }) => askOnce(target, sent)))
    const [first, ...others] = answers.map((answer) => dataOf(answer, page))
    const place = others.findIndex((other) => !isDeepStrictEqual(first, other))
    if (place !== -1)
      throw new Error(
        `${all[0]?.name ?? ''} and ${all[place + 1]?.name ?? ''} answer differently for commune ${commune.code}`,
      )
  }
}
