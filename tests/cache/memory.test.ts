import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createCache } from '../../src/cache/index.ts'
import { freezeAndWeigh } from '../../src/cache/freeze.ts'
import type { Kept } from '../../src/cache/kept.ts'
import { createMemory } from '../../src/cache/memory.ts'
import { personal, setUp } from './fixture.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Parsed from text, as a record is that came over a wire: nothing in it is shared with another one. */
const recordOf = (index: number): Record<string, unknown> => {
  const address = {
    provinceCode: '01',
    communeCode: '00166',
    detail: `Số ${index}, phố Trần Thái Tông`,
    country: 'VN',
  }
  const relative = { fullName: `Nguyễn Thị Mẫu ${index}`, personalId: null, relationship: '04' }
  return JSON.parse(
    JSON.stringify({
      personalId: String(1_192_000_000 + index).padStart(12, '0'),
      fullName: `Trần Văn Ví Dụ ${index}`,
      birthDate: '1992-02-29',
      gender: 'MALE',
      permanentAddress: address,
      currentAddress: address,
      homeTown: address,
      father: relative,
      mother: relative,
      spouse: null,
      fees: [10_000, 20_000.5],
    }),
  ) as Record<string, unknown>
}

const keptOf = (index: number, until = Infinity): Kept<Record<string, unknown>> => {
  const value = recordOf(index)
  const life = { freshUntil: until, keepUntil: until, fallbackUntil: until }
  const bytes = freezeAndWeigh(value)
  return {
    value,
    life,
    fetchedAt: 1_764_250_387_000 + index,
    tags: [`tag ${index}`],
    retryAt: 0,
    bytes,
  }
}

const usedBytes = (): number => {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const filled = (maxBytes: number, count: number) => {
  const memory = createMemory<Record<string, unknown>>(maxBytes, () => 0)
  const before = usedBytes()
  for (let index = 0; index < count; index++) memory.put(`key ${index}`, keptOf(index, 60_000))
  return { memory, used: usedBytes() - before }
}

describe('the memory', () => {
  test('of the usual size, a fraction of a byte and all, packs nothing that it lets go of', () => {
    const mebibytes = 2 ** 20
    const memory = createMemory<Record<string, unknown>>(64 * mebibytes * 0.1, () => 0)
    let reads = 0
    const watched = new Proxy(
      {},
      {
        ownKeys() {
          reads += 1
          return []
        },
      },
    )
    for (let index = 0; index < 8; index += 1)
      memory.put(String(index), { ...keptOf(index), value: watched, bytes: mebibytes })
    expect(memory.entries()).toBe(6)
    expect(reads).toBe(0)
  })

  test.each([
    ['decoded', 24 * 2 ** 20, 8_000],
    ['packed for the most part', 2 ** 40, 60_000],
  ])('is weighed so that its bound means what it says: %s', (_, maxBytes, count) => {
    const { memory, used } = filled(maxBytes, count)
    expect(memory.entries()).toBe(count)
    expect(memory.bytes()).toBeGreaterThan(used * 0.8)
    expect(memory.bytes()).toBeLessThan(used * 1.25)
  })

  test('holds 100,000 people in less than 100 MB', () => {
    const { memory, used } = filled(2 ** 40, 100_000)
    expect(memory.entries()).toBe(100_000)
    expect(used).toBeLessThan(100e6)
  })

  test('gives back what it packed as it was', () => {
    const { memory } = filled(2 ** 40, 30_000)
    for (const index of [0, 1, 15_000, 29_999]) {
      const given = memory.get(`key ${index}`)
      expect({ ...given, bytes: 0 }).toEqual({ ...keptOf(index, 60_000), bytes: 0 })
      expect(Object.isFrozen(given?.value?.['homeTown'])).toBe(true)
    }
    expect(memory.entries()).toBe(30_000)
  })

  test('forgets what it packed, and lets go of what ended, by its own or by nobody’s wish', () => {
    let now = 0
    const memory = createMemory<Record<string, unknown>>(2 ** 40, () => now)
    for (let index = 0; index < 30_000; index++)
      memory.put(`key ${index}`, keptOf(index, index < 15_000 ? 10_000.5 : 60_000))
    memory.forget(new Set(['tag 7', 'tag 29999']))
    expect(memory.get('key 7')).toBeUndefined()
    expect(memory.get('key 29999')).toBeUndefined()
    expect(memory.get('key 77')).toBeDefined()
    now = 10_001
    memory.sweep()
    expect(memory.get('key 77')).toBeUndefined()
    expect(memory.entries()).toBe(14_999)
    memory.forget(null)
    expect([memory.entries(), memory.bytes()]).toEqual([0, 0])
  })

  test('lets a person’s record go soon after its end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { cache, clock, one } = setUp()
    await one('a')
    clock.pass(60_001)
    expect(cache.figures()[0]?.entries).toBe(1)
    vi.advanceTimersByTime(2_000)
    expect(cache.figures()[0]?.entries).toBe(0)
    await cache.close()
  })

  test('holds no more than its bound, whatever comes', async () => {
    const cache = createCache({ memoryBytes: 200_000 })
    const space = cache.space<Record<string, unknown>>({ ...personal, memoryShare: 0.5 })
    for (let index = 0; index < 2_000; index++)
      await space.readOne({ key: `key ${index}`, tags: [] }, () => Promise.resolve(recordOf(index)))
    const [figures] = cache.figures()
    expect(figures?.bytes).toBeLessThanOrEqual(100_000)
    expect(figures?.entries).toBeGreaterThan(20)
    expect(space.peek('key 1999')).toBeDefined()
    expect(space.peek('key 0')).toBeUndefined()
  })

  test('of one kind of records takes no room from another', async () => {
    const cache = createCache({ memoryBytes: 200_000 })
    const rare = cache.space<Record<string, unknown>>({ ...personal, memoryShare: 0.5 })
    const many = cache.space<Record<string, unknown>>({
      ...personal,
      space: 'many',
      memoryShare: 0.5,
    })
    await rare.readOne({ key: 'key', tags: [] }, () => Promise.resolve(recordOf(0)))
    for (let index = 0; index < 2_000; index++)
      await many.readOne({ key: `key ${index}`, tags: [] }, () => Promise.resolve(recordOf(index)))
    expect(rare.peek('key')).toBeDefined()
  })
})
