import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { requestToken } from '../mocks/identity/request-token.ts'
import { boardRequest, checkBoard } from './board.ts'
import { gatewayArgs } from './contenders/index.ts'
import { writeConfig } from './contest.ts'
import type { Government } from './government.ts'
import { askOnce } from './load.ts'
import { startServer } from './processes.ts'
import type { Figures } from './report.ts'

/** Long enough for what a start leaves behind to be done. */
const settleMs = 10_000

/** Slim images have no `ps`, and systems other than Linux no `/proc`. */
const kibibytesOf = (pid: number): number => {
  const status = `/proc/${pid}/status`
  if (existsSync(status)) return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1])
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }))
}

/** Resident memory as the operating system counts it, in millions of bytes. */
const rssMegabytes = (pid: number): number => Number(((kibibytesOf(pid) * 1024) / 1e6).toFixed(1))

/**
 * The memory of `npm run gateway` with nothing else loaded into it, ten seconds after it is ready and again after its
 * first board, which reads the table of units.
 */
export const measureIdle = async (
  government: Government,
): Promise<Readonly<Record<'gateway' | 'gateway-after-board', Figures>>> => {
  const { env, remove } = writeConfig(government.gatewayConfig)
  const server = await startServer({ args: gatewayArgs(), env, hasProbe: false })
  try {
    await sleep(settleMs)
    const idle = rssMegabytes(server.pid)
    const token = await requestToken(government.issuer, 'officer')
    const body = boardRequest(government.communes[0] ?? '', new Date())
    checkBoard(await askOnce({ url: server.url, token }, body))
    await sleep(settleMs / 5)
    const afterBoard = rssMegabytes(server.pid)
    return {
      gateway: { rssMegabytes: idle },
      'gateway-after-board': { rssMegabytes: afterBoard },
    }
  } finally {
    await server.stop()
    remove()
  }
}
