import { describe, expect, onTestFinished, test } from 'vitest'
import { createRandomKeyRing, createSealer } from '../../src/cache/store/index.ts'
import { hasRedis, startRedis } from '../support/redis.ts'
import { openLiveStore, recordEvents } from './store-fixture.ts'

const plain = Buffer.from('{"fullName":"NGUYỄN THỊ MẪU"}')

const events = () => {
  const { kinds, stop } = recordEvents()
  onTestFinished(stop)
  return kinds
}

describe('a sealed value', () => {
  const sealer = createSealer(createRandomKeyRing())

  test('opens under its name, and reads differently each time it is sealed', () => {
    const [one, two] = [sealer.seal('name', plain), sealer.seal('name', plain)]
    expect(one.equals(two)).toBe(false)
    expect([sealer.open('name', one), sealer.open('name', two)]).toEqual([plain, plain])
    expect(one.includes('NGUYỄN')).toBe(false)
    expect(sealer.open('name', sealer.seal('name', Buffer.alloc(0)))).toEqual(Buffer.alloc(0))
  })

  test('does not open with any one bit changed', () => {
    const kinds = events()
    const sealed = sealer.seal('name', plain)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(sealer.open('name', changed)).toBeNull()
    }
    expect(kinds).toHaveLength(sealed.length * 8)
  })

  test('does not open cut to any length, nor lengthened', () => {
    const sealed = sealer.seal('name', plain)
    for (let length = 0; length < sealed.length; length++)
      expect(sealer.open('name', sealed.subarray(0, length))).toBeNull()
    expect(sealer.open('name', Buffer.concat([sealed, Buffer.from([0])]))).toBeNull()
  })

  test('does not open under the name of another value', () => {
    const kinds = events()
    expect(sealer.open('other', sealer.seal('name', plain))).toBeNull()
    expect(kinds).toEqual(['TAMPERED'])
  })

  test('does not open with a key that this replica does not have', () => {
    const kinds = events()
    const other = createSealer(createRandomKeyRing())
    expect(other.open('name', sealer.seal('name', plain))).toBeNull()
    expect(kinds).toEqual(['UNKNOWN_KEY'])
  })
})

describe.skipIf(!hasRedis)('sealed values on a server that an intruder can write to', () => {
  test('are misses when they were swapped or changed there', async () => {
    const server = await startRedis()
    const store = await openLiveStore(server.url)
    const sealer = createSealer(createRandomKeyRing())
    const entries = ['one', 'two', 'three'].map((key) => ({
      key,
      value: sealer.seal(key, Buffer.from(key)),
      ttlMs: 60_000,
    }))
    await store.write(entries)
    const keyEndingIn = async (name: string) =>
      String(((await server.admin('KEYS', `*:v:${name}`)) as Buffer[])[0])
    const [one, two, three] = await Promise.all(['one', 'two', 'three'].map(keyEndingIn))
    await server.admin('RENAME', one ?? '', 'aside')
    await server.admin('RENAME', two ?? '', one ?? '')
    await server.admin('RENAME', 'aside', two ?? '')
    const bit = Number(await server.admin('GETBIT', three ?? '', 300))
    await server.admin('SETBIT', three ?? '', 300, 1 - bit)
    const kinds = events()
    const { values } = await store.read(['one', 'two', 'three'], [])
    const opened = values.map(
      (value, index) => value && sealer.open(['one', 'two', 'three'][index] ?? '', value),
    )
    expect(opened).toEqual([null, null, null])
    expect(kinds).toEqual(['TAMPERED', 'TAMPERED', 'TAMPERED'])
    await store.close()
    await server.stop()
  })
})
