import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'lien-thong-start-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, ['--import', './src/start/index.js', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  await once(child, 'close')
  return (await output).join('')
}

/** Ends at once, after every module was loaded: no configuration is named. */
const startGateway = (env: Readonly<Record<string, string>>) => run(['src/main.ts'], env)

const complaint = 'GATEWAY_CONFIG: names no configuration file'

test('the very first start of the gateway strips no types in its own process', async () => {
  const cache = { NODE_COMPILE_CACHE: join(folder, 'fresh'), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
  const said = await startGateway(cache)
  expect(said).toContain(complaint)
  // Node's own lines may run into each other, so that none of them can be read whole.
  expect(said.split('transpile cache for StrippedTypeScript').length).toBeGreaterThan(100)
  expect(said).not.toContain('no transpile cache')
})

test('what was stripped once is kept for the next start', async () => {
  const cache = join(folder, 'kept')
  const stampOf = () =>
    readdirSync(cache, { recursive: true }).filter((name) => String(name).endsWith('src_main.ts'))
  await startGateway({ NODE_COMPILE_CACHE: cache })
  expect(stampOf()).toHaveLength(1)
  const said = await startGateway({ NODE_COMPILE_CACHE: cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' })
  expect(said).not.toContain('no transpile cache')
})

test('a gateway that may write nowhere starts all the same', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  expect(await startGateway({ NODE_COMPILE_CACHE: join(file, 'cache') })).toContain(complaint)
})

const countRequests = (count: number, pauseMs: number) => `
  import { channel, hasSubscribers } from 'node:diagnostics_channel'
  import { setTimeout as sleep } from 'node:timers/promises'
  const requests = channel('http.server.request.start')
  for (let number = 0; number < ${count}; number++) requests.publish({})
  await sleep(${pauseMs})
  console.log('small:', hasSubscribers('http.server.request.start'), process.env.NODE_ENV)
`

test.each([
  [19, true],
  [20, false],
])('after %i requests in a row the heap is kept small: %s', async (count, isSmall) => {
  const said = await run(['--input-type=module', '--eval', countRequests(count, 0)], {})
  expect(said).toContain(`small: ${isSmall} production`)
})

const fillThread = `
  import { Worker } from 'node:worker_threads'
  const inside = \`
    let kept = []
    for (let number = 0; number < 3_000_000; number++) {
      kept.push({ number })
      if (kept.length > 20_000) kept = []
    }
    const spaces = require('node:v8').getHeapSpaceStatistics()
    console.log('young:', spaces.find(({ space_name }) => space_name === 'new_space').space_size)
  \`
  new Worker(inside, { eval: true, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 12 } })
`

test('a thread keeps its own bounds, whatever the first thread was given', async () => {
  const flags = ['--max-semi-space-size=16', '--input-type=module', '--eval', fillThread]
  const said = await run(flags, {})
  const bytes = Number(/young: (\d+)/.exec(said)?.[1])
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(12 * 2 ** 20)
})
