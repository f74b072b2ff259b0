import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createCache } from '../../src/cache/index.ts'
import { freezeAndWeigh } from '../../src/cache/freeze.ts'
import { createMemory } from '../../src/cache/memory.ts'
import { personal } from './fixture.ts'

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

describe('the memory', () => {
  test('is weighed so that its bound means what it says, within a factor of two', () => {
    const count = 20_000
    const memory = createMemory<object>(2 ** 40)
    collect()
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < count; index++) {
      const value = recordOf(index)
      const life = { freshUntil: index, keepUntil: index, fallbackUntil: index }
      const kept = { value, life, fetchedAt: index, tags: [`tag ${index}`], retryAt: 0 }
      memory.put(`key ${index}`, { ...kept, bytes: freezeAndWeigh(value) })
    }
    collect()
    const used = process.memoryUsage().heapUsed - before
    expect(memory.entries()).toBe(count)
    expect(memory.bytes()).toBeGreaterThan(used / 2)
    expect(memory.bytes()).toBeLessThan(used * 2)
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
