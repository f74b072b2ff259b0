import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const usage = z.object({ cpuMicros: z.number(), rssBytes: z.number() })
type Usage = z.infer<typeof usage>

export interface Server {
  readonly url: string
  readonly adminUrl: string
  readonly pid: number
  /** CPU time since the process began, and resident memory. */
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export interface Start {
  /** Arguments of Node, the file included, from the root of the project. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Without the probe the process is exactly what the command starts, and its usage cannot be asked for. */
  readonly hasProbe: boolean
}

const root = fileURLToPath(new URL('..', import.meta.url))
const probe = new URL('probe.js', import.meta.url).href
const startWithinMs = 60_000

const anyPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was opened')
  return address.port
}

/** Servers that start at once: none of them listens yet. */
const promised = new Set<number>()

/** A port that nobody listens on at this moment, nor was told to. */
export const freePort = async (): Promise<number> => {
  const port = await anyPort()
  if (promised.has(port)) return freePort()
  promised.add(port)
  return port
}

export const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || !child.kill('SIGTERM')) return
  const killed = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await once(child, 'exit')
  clearTimeout(killed)
}

const ended = async (child: ChildProcess, what: string): Promise<never> => {
  await once(child, 'exit')
  throw new Error(`${what} ended before it was ready`)
}

/** The child's first message; throws when it ends before. */
export const firstMessage = async (child: ChildProcess, what: string): Promise<unknown> => {
  const message = once(child, 'message').then(([value]: unknown[]) => value)
  return Promise.race([message, ended(child, what)])
}

const isReady = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )

const untilReady = async (url: string): Promise<void> => {
  const endsAt = performance.now() + startWithinMs
  while (!(await isReady(url))) {
    if (performance.now() > endsAt) throw new Error(`${url} was not ready within a minute`)
    await sleep(50)
  }
}

/**
 * Starts a server in a process of its own and waits until it is ready. Its standard output, which carries the log, goes
 * to nowhere: writing it is part of the work, reading it is not.
 */
export const startServer = async ({ args, env, hasProbe }: Start): Promise<Server> => {
  const [port, adminPort] = [await freePort(), await freePort()]
  const at = args.findLastIndex((arg) => arg.endsWith('.ts'))
  const child = fork(args[at] ?? '', args.slice(at + 1), {
    cwd: root,
    execArgv: [...args.slice(0, at), ...(hasProbe ? ['--import', probe] : [])],
    env: { ...process.env, ...env, PORT: `${port}`, ADMIN_PORT: `${adminPort}` },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const stop = () => stopChild(child)
  try {
    const ready = untilReady(`http://127.0.0.1:${adminPort}/readyz`)
    await Promise.race([ready, ended(child, args[at] ?? 'the server')])
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    pid: child.pid ?? 0,
    async usage() {
      const answer = once(child, 'message')
      child.send('usage')
      return usage.parse((await answer)[0])
    },
    stop,
  }
}
