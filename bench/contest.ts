import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { requestToken } from '../mocks/identity/request-token.ts'
import { boardRequest, checkBoard } from './board.ts'
import { type ContenderName, contenderNames, contenders } from './contenders/index.ts'
import type { Government } from './government.ts'
import { askOnce, type Target } from './load.ts'
import { type Server, startServer } from './processes.ts'

export interface Contender {
  readonly name: ContenderName
  readonly server: Server
  readonly target: Target
}

/** The gateway's configuration file; `env` names it. */
export const writeConfig = (config: Readonly<Record<string, unknown>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-bench-'))
  const path = join(folder, 'gateway.json')
  writeFileSync(path, JSON.stringify(config))
  return {
    env: { GATEWAY_CONFIG: path, NODE_ENV: 'production' },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Reading details ahead would go on beside the measured requests, in the gateway alone. */
const withoutReadAhead = ({ gatewayConfig }: Government): Readonly<Record<string, unknown>> => ({
  ...gatewayConfig,
  procedures: { ...(gatewayConfig['procedures'] as object), readAhead: { enabled: false } },
})

/** Each in its own process, over one simulated government. */
export const startContenders = async (government: Government) => {
  const { env, remove } = writeConfig(withoutReadAhead(government))
  const token = await requestToken(government.issuer, 'officer')
  const started: Contender[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(({ server }) => server.stop()))
    remove()
  }
  try {
    for (const name of contenderNames) {
      const server = await startServer({ args: contenders[name](), env, hasProbe: true })
      started.push({ name, server, target: { url: server.url, token } })
    }
    return { all: started, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const dataOf = (answer: unknown): unknown => {
  checkBoard(answer)
  return (answer as { readonly data: unknown }).data
}

/** Throws where two contenders differ: then they do not do the same work, and comparing them means nothing. */
export const assertSameAnswers = async (
  all: readonly Contender[],
  communes: readonly string[],
): Promise<void> => {
  for (const commune of communes) {
    const body = boardRequest(commune, new Date())
    const answers = await Promise.all(all.map(({ target }) => askOnce(target, body)))
    const [first, ...others] = answers.map(dataOf)
    const place = others.findIndex((other) => !isDeepStrictEqual(first, other))
    if (place !== -1)
      throw new Error(
        `${all[0]?.name ?? ''} and ${all[place + 1]?.name ?? ''} answer differently for commune ${commune}`,
      )
  }
}
