import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createGovernment } from '../../mocks/index.ts'

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

let child: ChildProcess
const complaints: string[] = []
let environment: NodeJS.ProcessEnv
let url: string
let adminUrl: string
beforeAll(async () => {
  const government = await createGovernment({ port: 0 })
  const path = join(mkdtempSync(join(tmpdir(), 'lien-thong-')), 'gateway.json')
  writeFileSync(path, JSON.stringify(government.gatewayConfig))
  const [port, adminPort] = [await freePort(), await freePort()]
  environment = {
    ...process.env,
    GATEWAY_CONFIG: path,
    PORT: `${port}`,
    ADMIN_PORT: `${adminPort}`,
    WORKERS: '2',
  }
  child = spawn(process.execPath, ['src/main.ts'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk.toString()))
  url = `http://127.0.0.1:${port}/graphql`
  adminUrl = `http://127.0.0.1:${adminPort}`
  return async () => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await government.close()
  }
})

const read = async (path: string): Promise<string> =>
  (await request(`${adminUrl}${path}`)).body.text()

const readyWorkers = async (): Promise<number> => {
  const text = await read('/readyz').catch(() => '{}')
  return (JSON.parse(text) as { workers?: { ready: number } }).workers?.ready ?? 0
}

const untilReady = async (count: number): Promise<void> => {
  for (let tries = 0; (await readyWorkers()) !== count && tries < 200; tries += 1) await sleep(100)
}

const ask = async () => {
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const body = JSON.stringify({ query: '{ procedure(code: "1.001193") { name } }' })
  const response = await request(url, { method: 'POST', headers, body })
  return (await response.body.json()) as { data: { procedure: { name: string } } }
}

/** The ids of the processes, as the operating system lists the children of the primary. */
const workerPids = async (): Promise<number[]> => {
  const list = spawn('pgrep', ['-P', String(child.pid)])
  const chunks: Buffer[] = []
  for await (const chunk of list.stdout) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString().split('\n').filter(Boolean).map(Number)
}

test('several processes answer on one port, and their figures are told together', async () => {
  await untilReady(2)
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  for (const { data } of answers) expect(data.procedure.name).toMatch(/khai sinh/i)
  const metrics = await read('/metrics')
  expect(metrics).toMatch(/lien_thong_upstream_duration_seconds_count\{[^}]*source="procedures"/)
})

test('tell together what one of them goes without, as one process tells it', async () => {
  await Promise.all(Array.from({ length: 20 }, ask))
  expect(JSON.parse(await read('/readyz'))).toEqual({
    status: 'ready',
    workers: { ready: 2, told: 2, count: 2 },
    personal: 'open',
    cache: 'alone',
    sources: expect.objectContaining({ procedures: 'ok' }) as unknown,
  })
})

test('are asked once for all who want to know', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => read('/readyz')))
  expect(new Set(answers).size).toBe(1)
  expect(complaints.join('')).not.toMatch(/MaxListeners/)
})

test('one that dies is replaced, and the others answer meanwhile', async () => {
  const [victim] = await workerPids()
  expect(victim).toBeDefined()
  process.kill(victim ?? 0, 'SIGKILL')
  while ((await readyWorkers()) === 2) await sleep(20)
  expect((await ask()).data.procedure.name).toMatch(/khai sinh/i)
  await untilReady(2)
  expect(await workerPids()).not.toContain(victim)
})

test('a signal to the first ends all of them, with exit code 0', async () => {
  const workers = await workerPids()
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
  for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow()
})

test('where the port is taken they end and say why, as one process does', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const env = { ...environment, PORT: `${port}`, ADMIN_PORT: `${await freePort()}` }
  const late = spawn(process.execPath, ['src/main.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void late.kill('SIGKILL'))
  const told: string[] = []
  for (const stream of [late.stdout, late.stderr])
    stream.on('data', (chunk: Buffer) => told.push(chunk.toString()))
  const [code] = (await once(late, 'close')) as [number]
  taken.close()
  expect(code).toBe(1)
  expect(told.join('')).toMatch(/port is already in use/)
  expect(told.join('')).not.toMatch(/http:/)
})
