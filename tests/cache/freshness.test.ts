import { expect, onTestFinished, test } from 'vitest'
import { startGateway } from '../support/gateway.ts'
import { createTestClock } from './fixture.ts'

const hourMs = 3_600_000
const query = '{ procedureFields { code } }'

const start = async () => {
  const clock = createTestClock()
  const gateway = await startGateway({ clock, config: { readyAnswers: { keepMs: 0 } } })
  onTestFinished(() => gateway.stop())
  const fresh = await gateway.query(query)
  expect(fresh.body.extensions?.freshness).toBeUndefined()
  return { clock, gateway, fresh }
}

test('an answer tells which system’s records are being refreshed, and since when they are known', async () => {
  const { clock, gateway, fresh } = await start()
  const fetchedAt = new Date(clock.wall()).toISOString()
  clock.pass(7 * hourMs)
  const { body } = await gateway.query(query)
  expect(body.data).toEqual(fresh.body.data)
  expect(body.extensions).toMatchObject({
    sources: [{ name: 'procedures', instance: null, status: 'STALE' }],
    freshness: [{ source: 'procedures', instance: null, fetchedAt, reason: 'REFRESHING' }],
  })
})

test('an answer tells which system has failed where its old records stand in', async () => {
  const { clock, gateway, fresh } = await start()
  gateway.fault('procedures', null, { kind: 'down' })
  clock.pass(25 * hourMs)
  const { body } = await gateway.query(query)
  expect(body.errors).toBeUndefined()
  expect(body.data).toEqual(fresh.body.data)
  expect(body.extensions).toMatchObject({
    sources: [{ name: 'procedures', status: 'STALE' }],
    freshness: [{ source: 'procedures', reason: 'SOURCE_FAILED' }],
  })
  clock.pass(7 * 24 * hourMs)
  expect((await gateway.query(query)).body.errors?.[0]?.extensions['code']).toBe(
    'UPSTREAM_UNAVAILABLE',
  )
})
