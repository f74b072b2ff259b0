import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGovernment, type Government } from '../../mocks/index.ts'
import { requestToken } from '../../mocks/identity/request-token.ts'
import { checkConfig } from '../../src/config.ts'

let government: Government
beforeAll(async () => {
  government = await createGovernment({ port: 0 })
})
afterAll(() => government.close())

const instances = () =>
  government.urls.systems.flatMap(({ system, instance, url }) =>
    system === 'dossiers' ? [{ instance, url }] : [],
  )

test('every system of the register listens on a port of its own', () => {
  const { admin, identity, systems } = government.urls
  const urls = [admin, identity, ...systems.map(({ url }) => url)]
  expect(new Set(urls).size).toBe(urls.length)
  expect(new Set(systems.map(({ system }) => system))).toEqual(
    new Set(['population', 'procedures', 'dossiers']),
  )
})

test('every province has a one-stop system, and each answers', async () => {
  expect(instances()).toHaveLength(34)
  expect(new Set(instances().map(({ instance }) => instance))).toEqual(
    new Set(government.world.provinces.map(({ instance }) => instance)),
  )
  const statuses = await Promise.all(
    instances().map(async ({ url }) => (await fetch(`${url}/not-a-call-of-its-dialect`)).status),
  )
  expect(statuses).toEqual(instances().map(() => 501))
})

test('the gateway accepts the configuration as it stands', () => {
  const config = checkConfig(government.gatewayConfig)
  expect(config.identity.issuer).toBe(government.urls.identity)
  expect(config.dossiers.map(({ name, baseUrl }) => ({ instance: name, url: baseUrl }))).toEqual(
    instances(),
  )
})

test('two governments in one process keep their faults and journals to themselves', async () => {
  const other = await createGovernment({ port: 0 })
  other.faults.set('population', null, { kind: 'down' })
  expect(government.faults.list()).toEqual([])
  await other.close()
})

test('a government that is closed has freed every port', async () => {
  const other = await createGovernment({ port: 0 })
  const urls = [other.urls.admin, other.urls.identity, ...other.urls.systems.map(({ url }) => url)]
  await other.close()
  for (const url of urls) await expect(fetch(url)).rejects.toThrow()
})

test('a port that is taken is an error that names it, and nothing stays open', async () => {
  const first = Number(new URL(government.urls.identity).port) - 1
  await expect(createGovernment({ port: first })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    port: first + 1,
  })
})

test('the identity provider hands out tokens', async () => {
  expect(await requestToken(government.urls.identity, 'officer')).toMatch(/^ey/)
})
