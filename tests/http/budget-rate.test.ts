import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRedis, type RedisServer, startRedis, timed } from '../support/redis.ts'
import { askAll, createUpstream, openBudgets, patientMs } from './budget-fixture.ts'

describe.skipIf(!hasRedis)('a contract of 50 calls a second', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  test.each([
    ['at once', 5, () => 0],
    ['at times late', 5, () => (Math.random() < 0.5 ? 0 : 20 + Math.random() * 100)],
    ['late together', 5, () => 120 - (performance.now() % 120)],
    ['to a slow system', 400, () => Math.random() * 50],
  ])(
    'makes in no second more calls than the contract allows, though not many fewer: %s',
    async (how, workMs, wayMs) => {
      const upstream = createUpstream(workMs, wayMs)
      const changes = { name: `rate ${how}`, callsPerSecond: 50 }
      const replicas = await openBudgets(upstream, changes, server.url, patientMs)
      const { ms } = await timed(() => askAll(replicas, 180))
      expect(upstream.calledAt).toHaveLength(180)
      expect(upstream.mostInASecond()).toBeLessThanOrEqual(50)
      expect(ms).toBeLessThan(6_000)
    },
  )
})
