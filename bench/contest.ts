import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { requestToken } from '../mocks/identity/request-token.ts'
import { boardRequest, checkBoard, usualPage } from './board.ts'
import { argsOf, contenderNames, type Wiring } from './contenders/index.ts'
import type { Government } from './government.ts'
import { askOnce, type Target } from './load.ts'
import { type Server, startServer } from './processes.ts'

export interface Contender {
  readonly name: string
  readonly server: Server
  readonly target: Target
}

type Config = Readonly<Record<string, unknown>>

/** The gateway's configuration file; `env` names it. */
export const writeConfig = (config: Config) => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-bench-'))
  const path = join(folder, 'gateway.json')
  writeFileSync(path, JSON.stringify(config))
  return {
    env: { GATEWAY_CONFIG: path, NODE_ENV: 'production' },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Room for the longest page of a story; what an operation may ask for is no part of what is measured. */
const limits = { page: 1_000, objects: 100_000, persons: 10_000, cost: 10_000_000 }

/** Reading details ahead would go on beside the measured requests, in the gateway alone. */
const withoutReadAhead = ({ gatewayConfig }: Government): Config => ({
  ...gatewayConfig,
  limits,
  procedures: { ...(gatewayConfig['procedures'] as object), readAhead: { enabled: false } },
})

export interface House {
  start(
    name: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<Contender>
  stop(): Promise<void>
}

/** Starts servers with one configuration file and stops them all together. */
const openHouse = async (government: Government, changes: Config = {}): Promise<House> => {
  const { env, remove } = writeConfig({ ...withoutReadAhead(government), ...changes })
  const token = await requestToken(government.issuer, 'officer')
  const servers: Server[] = []
  return {
    async start(name, args, more = {}) {
      const server = await startServer({ args, env: { ...env, ...more }, hasProbe: true })
      servers.push(server)
      return { name, server, target: { url: server.url, token } }
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()))
      remove()
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
): Promise<readonly Contender[]> => {
  const started: Contender[] = []
  for (const name of contenderNames)
    started.push(await house.start(name, argsOf(name, wiring), env))
  return started
}

const dataOf = (answer: unknown, first: number): unknown => {
  checkBoard(answer, first)
  return (answer as { readonly data: unknown }).data
}

/** Throws where two contenders differ: then they do not do the same work, and comparing them means nothing. */
export const assertSameAnswers = async (
  all: readonly Contender[],
  communes: readonly string[],
  page = usualPage,
): Promise<void> => {
  for (const commune of communes) {
    const body = boardRequest(commune, new Date(), page)
    const answers = await Promise.all(all.map(({ target }) => askOnce(target, body)))
    const [first, ...others] = answers.map((answer) => dataOf(answer, page))
    const place = others.findIndex((other) => !isDeepStrictEqual(first, other))
    if (place !== -1)
      throw new Error(
        `${all[0]?.name ?? ''} and ${all[place + 1]?.name ?? ''} answer differently for commune ${commune}`,
      )
  }
}
