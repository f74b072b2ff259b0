import { describe, expect, test } from 'vitest'
import { parseRedisUrl, redisSettings } from '../../src/cache/store/index.ts'

describe('the address of the shared cache', () => {
  test.each([
    ['redis://cache.example', 'single', ['cache.example:6379'], undefined, 0, false],
    ['redis://127.0.0.1:6390/3', 'single', ['127.0.0.1:6390'], undefined, 3, false],
    ['rediss://[::1]:6390', 'single', ['::1:6390'], undefined, 0, true],
    [
      'redis+sentinel://a:1,b,c:3/main?db=2',
      'sentinel',
      ['a:1', 'b:26379', 'c:3'],
      'main',
      2,
      false,
    ],
    ['rediss+cluster://a:7000,b:7001', 'cluster', ['a:7000', 'b:7001'], undefined, 0, true],
  ])('%s is understood', (url, kind, hosts, master, database, tls) => {
    const address = parseRedisUrl(url)
    expect(address).toMatchObject({ kind, master, database, tls })
    expect(address?.hosts.map(({ host, port }) => `${host}:${port}`)).toEqual(hosts)
  })

  test('may hold a user and a password with signs that an address gives a meaning', () => {
    const { username, password } = parseRedisUrl('redis://gateway:p%40ss%2Fword@host') ?? {}
    expect([username, password]).toEqual(['gateway', 'p@ss/word'])
  })

  test.each([
    'http://host',
    'redis://',
    'redis://a:1,b:2',
    'redis://host:99999',
    'redis://host/name',
    'redis+sentinel://a:1,b:2',
    'redis+cluster://a:1/2',
    'redis+cluster://a:1,b:x',
  ])('%s is refused when the configuration is read', (url) =>
    expect(redisSettings.safeParse({ url, keyRing: 'keys.json' }).success).toBe(false),
  )
})
