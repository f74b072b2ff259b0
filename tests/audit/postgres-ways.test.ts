import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/audit/database/open.ts'
import { createStore } from '../../src/audit/store/index.ts'
import { missingPostgres, startPostgres } from '../support/postgres.ts'
import { charge, intent, someone, somebodyElse } from './fixture.ts'
import { createSetup } from './setup.ts'

/** Longer than it takes to write what is written without waiting. */
const answerDelayMs = 40

/** Counts how often somebody behind it has to wait for the server: each time they write after they were answered. */
const startCounter = async (target: URL) => {
  let isSlow = false
  let isAnswered = true
  let ways = 0
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    client.on('data', (data) => {
      if (isAnswered) ways += 1
      isAnswered = false
      upstream.write(data)
    })
    const answer = (data: Uint8Array | string) => {
      isAnswered = true
      client.write(data)
    }
    upstream.on('data', (data) => {
      if (isSlow) setTimeout(answer, answerDelayMs, data)
      else answer(data)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0)
  return {
    url: url.href,
    close: () => void server.close(),
    async waysOf(act: () => Promise<unknown>): Promise<number> {
      isSlow = true
      ways = 0
      await act()
      isSlow = false
      return ways
    },
  }
}

test.skipIf(missingPostgres !== null)(
  'a record waits for PostgreSQL three times, and twice where everybody counts already',
  async () => {
    const server = await startPostgres()
    onTestFinished(() => server.stop())
    const counter = await startCounter(new URL(await server.database()))
    onTestFinished(counter.close)
    const place = { kind: 'postgres', url: counter.url } as const
    const setup = createSetup('', { place, checkpointRecords: 1_000 })
    const silent = { add: () => undefined, settled: () => Promise.resolve() }
    const store = createStore(() => openDatabase(place, 900), setup, silent, Date.now)
    onTestFinished(() => store.close())
    await store.probe()

    const charges = [charge(), charge({ owner: 'agency:1' })]
    const board = () => [someone, somebodyElse].map((subject) => intent({ subject, charges }))
    expect(await counter.waysOf(() => store.append(board()))).toBe(3)
    expect(await counter.waysOf(() => store.append(board()))).toBe(2)
  },
)
