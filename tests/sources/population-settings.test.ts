import { expect, test } from 'vitest'
import { populationSettings } from '../../src/sources/population/index.ts'

const xRoad = {
  baseUrl: 'https://truc.example.vn',
  path: '/C06/TraCuuThongTinCongDan',
  transport: 'x-road',
  credentials: { user: 'u', secret: 's', xRoadClient: 'VN/GOV/H26/LIENTHONG', apiKey: 'k' },
}

const messagesOf = (settings: unknown): string =>
  (populationSettings.safeParse(settings).error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('\n')

test('what is not said about limits has its default', () => {
  expect(populationSettings.parse(xRoad)).toMatchObject({
    deadlineMs: 5_000,
    connections: 20,
    maxResponseBytes: 262_144,
    attempts: 2,
    maxConcurrent: 20,
    credentials: { timestampUnit: 'milliseconds' },
  })
})

test('the platform that replaces both is refused: its contract is not public yet', () => {
  expect(messagesOf({ ...xRoad, transport: 'ndop' })).toMatch(
    /^transport: NDOP has no public contract/,
  )
})

test.each([
  ['an unknown transport', { ...xRoad, transport: 'soap' }, 'transport'],
  ['a key nobody knows', { ...xRoad, timeoutMs: 1 }, 'timeoutMs'],
  ['a path without a slash', { ...xRoad, path: 'C06' }, 'path'],
  ['an address of another kind', { ...xRoad, baseUrl: 'ftp://x' }, 'baseUrl'],
  ['credentials of the other transport', { ...xRoad, transport: 'lgsp' }, 'accessKey'],
  ['a user with a colon', { ...xRoad, credentials: { ...xRoad.credentials, user: 'a:b' } }, 'user'],
  [
    'a header value that would start another header',
    { ...xRoad, credentials: { ...xRoad.credentials, apiKey: 'k\r\nX: y' } },
    'apiKey',
  ],
])('%s is refused by name', (_, settings, name) => {
  expect(messagesOf(settings)).toContain(name)
})
