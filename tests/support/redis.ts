import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

/** Redis servers of a test's own: on free ports, in a directory that is removed, stopped by their process ids. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** The shell stays beside the server and ends it as soon as nobody holds its input: also when the test is killed or fails. */
const keeper = '"$@" </dev/null >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -9 $!; wait $!'

const spawnServer = async (args: readonly string[]) => {
  const shell = spawn('sh', ['-c', keeper, 'sh', 'redis-server', ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const exited = once(shell, 'exit')
  const [line] = (await once(shell.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  return {
    signal: (name: 'SIGSTOP' | 'SIGCONT') => process.kill(pid, name),
    async kill() {
      shell.stdin.end()
      await exited
    },
  }
}

/** A cluster node needs its port plus 10,000 as well. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 25_000)
    const free = await Promise.all([port, port + 10_000].map(isFree))
    if (free.every(Boolean)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** Waits until `holds` gives true; fails when it does not in time. */
export const until = async (
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> => {
  const endsAt = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > endsAt)
      throw new Error(`did not hold within ${timeoutMs} ms: ${holds.toString()}`)
    await sleep(10)
  }
}

/**
 * Asks again until it is answered, and gives the answer. A machine that does much else may take longer for one call than
 * a store waits; that is then refused as it should be, and whoever asked asks again.
 */
export const eventually = async <T>(ask: () => Promise<T>, timeoutMs?: number): Promise<T> => {
  const given: T[] = []
  await until(
    () =>
      ask().then(
        (answer) => given.push(answer) > 0,
        () => false,
      ),
    timeoutMs,
  )
  return given[0] as T
}

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Answers as soon as the server takes calls. */
  readonly start: () => Promise<void>
  /** kill -9; the data is lost. */
  readonly kill: () => Promise<void>
  readonly pause: () => void
  readonly resume: () => void
  /** A call from outside the gateway, as an operator or an intruder would make it. */
  readonly admin: (...command: readonly (string | Buffer | number)[]) => Promise<unknown>
  readonly stop: () => Promise<void>
}

const quiet = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--bind',
  '127.0.0.1',
  '--enable-debug-command',
  'yes',
]

export const startRedis = async (
  options: readonly string[] = [],
  {
    port = 0,
    mode = [],
    password,
  }: { port?: number; mode?: readonly string[]; password?: string } = {},
): Promise<RedisServer> => {
  const own = port === 0 ? await freePort() : port
  const directory = mkdtempSync(join(tmpdir(), 'redis-'))
  let server: Awaited<ReturnType<typeof spawnServer>> | null = null
  const adminOptions = {
    port: own,
    lazyConnect: true,
    maxRetriesPerRequest: 2,
    ...(password !== undefined && { password }),
  }
  const withAdmin = async (command: readonly (string | Buffer | number)[]): Promise<unknown> => {
    const admin = new Redis(adminOptions)
    admin.on('error', () => undefined)
    const [name = 'PING', ...args] = command
    try {
      return await admin.callBuffer(String(name), ...args)
    } finally {
      admin.disconnect()
    }
  }
  const start = async (): Promise<void> => {
    server = await spawnServer([
      ...mode,
      ...['--port', String(own), '--dir', directory],
      ...quietFor(mode),
      ...options,
    ])
    await until(() =>
      withAdmin(['PING']).then(
        () => true,
        () => false,
      ),
    )
  }
  const kill = async (): Promise<void> => {
    const running = server
    server = null
    await running?.kill()
  }
  await start()
  return {
    port: own,
    url: `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${own}`,
    start,
    kill,
    pause: () => void server?.signal('SIGSTOP'),
    resume: () => void server?.signal('SIGCONT'),
    admin: (...command) => withAdmin(command),
    async stop() {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A sentinel takes none of a data server's options. */
const quietFor = (mode: readonly string[]): readonly string[] =>
  mode.length > 0 ? ['--bind', '127.0.0.1'] : quiet

export interface Failover {
  readonly url: string
  readonly master: RedisServer
  readonly copy: RedisServer
  readonly stop: () => Promise<void>
}

/** A master, a copy and three sentinels that give the master up after half a second. */
export const startSentinels = async (): Promise<Failover> => {
  // It is the master that waits five seconds for more copies to come; each of the two may be the master.
  const atOnce = ['--repl-diskless-sync-delay', '0']
  const master = await startRedis(atOnce)
  const copy = await startRedis([...atOnce, '--replicaof', `127.0.0.1 ${master.port}`])
  const directory = mkdtempSync(join(tmpdir(), 'sentinels-'))
  const sentinels = await Promise.all(
    [0, 1, 2].map(async (number) => {
      const file = join(directory, `${number}.conf`)
      writeFileSync(
        file,
        [
          `sentinel monitor main 127.0.0.1 ${master.port} 2`,
          'sentinel down-after-milliseconds main 500',
          'sentinel failover-timeout main 2000',
          '',
        ].join('\n'),
      )
      return startRedis(['--sentinel'], { mode: [file] })
    }),
  )
  await until(async () =>
    String(await master.admin('INFO', 'replication')).includes('state=online'),
  )
  const knowsAll = async ({ admin }: RedisServer): Promise<boolean> => {
    const known = String(await admin('INFO', 'sentinel'))
    return known.includes('slaves=1') && known.includes('sentinels=3')
  }
  await until(async () => (await Promise.all(sentinels.map(knowsAll))).every(Boolean), 20_000)
  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/main`,
    master,
    copy,
    async stop() {
      await Promise.all([...sentinels, master, copy].map(({ stop }) => stop()))
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export interface RedisCluster {
  readonly url: string
  readonly nodes: readonly RedisServer[]
  readonly stop: () => Promise<void>
}

/** Three masters; what is on two of them stays usable when the third is lost. */
export const startCluster = async (): Promise<RedisCluster> => {
  const options = [
    '--cluster-enabled',
    'yes',
    '--cluster-node-timeout',
    '1000',
    '--cluster-require-full-coverage',
    'no',
  ]
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis(options)))
  const slotCount = 16_384
  const firstOf = (number: number) => Math.floor((number * slotCount) / nodes.length)
  for (const [index, { admin }] of nodes.entries()) {
    await admin('CLUSTER', 'ADDSLOTSRANGE', firstOf(index), firstOf(index + 1) - 1)
    await admin('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)
  }
  for (const { port } of nodes) await nodes[0]?.admin('CLUSTER', 'MEET', '127.0.0.1', port)
  const isReady = async ({ admin }: RedisServer): Promise<boolean> => {
    const info = String(await admin('CLUSTER', 'INFO'))
    return info.includes('cluster_state:ok') && info.includes(`cluster_size:${nodes.length}`)
  }
  await until(async () => (await Promise.all(nodes.map(isReady))).every(Boolean))
  return {
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    async stop() {
      await Promise.all(nodes.map(({ stop }) => stop()))
    },
  }
}

/** How long a promise took to settle, and what came of it. */
export const timed = async <T>(run: () => Promise<T>) => {
  const startedAt = performance.now()
  const [outcome] = await Promise.allSettled([run()])
  return { ms: performance.now() - startedAt, outcome }
}
