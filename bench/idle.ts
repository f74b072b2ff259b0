import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkBoard } from './board.ts'
import { batchGatewayProgram, gatewayProgram } from './contenders/index.ts'
import { inHouse, writeConfig } from './contest.ts'
import type { Government } from './government.ts'
import { askOnce, runLoad } from './load.ts'
import { startServer } from './processes.ts'
import type { Figures } from './report.ts'
import { boardOf, boardsOf, type Stage } from './stories/stage.ts'

/** Long enough for what a start leaves behind to be done. */
const usualSettleMs = 10_000

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
  settleMs = usualSettleMs,
): Promise<Readonly<Record<'gateway' | 'gateway-after-board', Figures>>> => {
  const { env, remove } = writeConfig(government.gatewayConfig)
  const program = gatewayProgram()
  const server = await startServer({
    args: program.args,
    env: { ...env, ...program.env },
    hasProbe: false,
  })
  try {
    await sleep(settleMs)
    const idle = rssMegabytes(server.pid)
    const [commune] = government.communes
    if (commune === undefined) throw new Error('there is no commune to ask for')
    checkBoard(await askOnce({ url: server.url }, await boardOf(government, commune)))
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

const recordsWanted = 100_000
/** Of a longer page the rest are dossiers that ended long ago, whose people are shown to nobody. */
const longPage = 300
/** Enough for 100,000 records of people, whose share it is three tenths of. */
const roomBytes = 1_500 * 2 ** 20

const entriesPattern = /^lien_thong_cache_memory_entries\{space="population"\} (\d+)/m

const recordsOf = async (adminUrl: string): Promise<number> =>
  Number(entriesPattern.exec(await (await fetch(`${adminUrl}/metrics`)).text())?.[1] ?? 0)

/** The gateway's memory while boards are asked for and 100,000 people are kept, by long pages of a batch upstream. */
export const measureFull = ({
  government,
  take,
  say,
}: Stage): Promise<Readonly<Record<'gateway-full', Figures>>> =>
  inHouse(
    government,
    async (house) => {
      const env = { BENCH_BATCH_URL: government.batchUrl, BENCH_KEEP: 'procedures' }
      const { server, target } = await house.start('gateway', batchGatewayProgram(), env)
      while ((await recordsOf(server.adminUrl)) < recordsWanted)
        await runLoad(target, await boardsOf(government, take(10), longPage), 2)
      await runLoad(target, await boardsOf(government, take(100)))
      const { rssBytes } = await server.usage()
      say(`  ${await recordsOf(server.adminUrl)} records`)
      return { 'gateway-full': { rssMegabytes: Number((rssBytes / 1e6).toFixed(1)) } }
    },
    { cache: { memoryBytes: roomBytes } },
  )
