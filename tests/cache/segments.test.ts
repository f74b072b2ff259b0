import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSegments } from '../../src/cache/segments.ts'

const segmentBytes = 256 * 1024

/** Blocks that say which they are, so that a moved one is known by its own bytes. */
const setUp = () => {
  const places = new Map<number, number>()
  const moves = { count: 0 }
  const segments = createSegments((block, place) => {
    moves.count += 1
    places.set(Buffer.from(block).readUInt32LE(0), place)
  })
  const blockOf = (id: number, length: number): Buffer => {
    const block = Buffer.alloc(length, `block ${id};`)
    block.writeUInt32LE(id)
    return block
  }
  const add = (id: number, length: number): Buffer => {
    const block = blockOf(id, length)
    places.set(id, segments.add(block))
    return block
  }
  const placeOf = (id: number): number => {
    const place = places.get(id)
    if (place === undefined) throw new Error(`block ${id} has no place`)
    return place
  }
  const remove = (id: number): void => {
    const place = placeOf(id)
    places.delete(id)
    segments.remove([place])
  }
  const walked = (): number[] => {
    const ids: number[] = []
    segments.walk((bytes, start) => void ids.push(bytes.readUInt32LE(start)))
    return ids
  }
  return { segments, add, remove, placeOf, walked, moves }
}

describe('segments', () => {
  test('keep every block through any course of additions and removals, in a third more room at most', () => {
    const step = fc.record({
      isAddition: fc.boolean(),
      length: fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 4, max: 60_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: segmentBytes - 10, max: segmentBytes + 10 }) },
      ),
      which: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const { segments, add, remove, placeOf, walked } = setUp()
        const model = new Map<number, Buffer>()
        for (const [id, { isAddition, length, which }] of steps.entries()) {
          const known = [...model.keys()]
          const old = known[which % known.length]
          if (isAddition || old === undefined) model.set(id, add(id, length))
          else {
            remove(old)
            model.delete(old)
          }
        }
        for (const [id, block] of model) expect(segments.read(placeOf(id)).equals(block)).toBe(true)
        expect(walked().sort((one, other) => one - other)).toEqual([...model.keys()])
        const live = [...model.values()].reduce((sum, { length }) => sum + length + 4, 0)
        // Blocks of up to a quarter of a segment leave as much free at its end.
        expect(segments.bytes()).toBeLessThan((live * 4) / 3 / 0.75 + 2 * segmentBytes)
      }),
      { numRuns: 100 },
    )
  })

  test('keep nothing of what was removed', () => {
    const { segments, add, remove } = setUp()
    const secret = 'block 7;'
    for (let id = 0; id < 10; id += 1) add(id, 1_000)
    const isAnywhere = (): boolean => {
      let isFound = false
      segments.walk(
        () => undefined,
        (bytes) => (isFound ||= bytes.includes(secret)),
      )
      return isFound
    }
    expect(isAnywhere()).toBe(true)
    remove(7)
    expect(isAnywhere()).toBe(false)
  })

  test('write the blocks of a segment with holes anew, and give its room to what comes next', () => {
    const { segments, add, remove, walked } = setUp()
    for (let id = 0; id < 1_000; id += 1) add(id, 2_000)
    const full = segments.bytes()
    for (let id = 0; id < 1_000; id += 1) if (id % 2 === 0) remove(id)
    expect(segments.bytes()).toBeLessThan(full * 0.8)
    for (let id = 1_000; id < 1_400; id += 1) add(id, 2_000)
    expect(segments.bytes()).toBeLessThanOrEqual(full + segmentBytes)
    expect(walked()).toHaveLength(900)
  })

  test('hold nothing of a block in the room that it was moved from', () => {
    const { segments, add, remove, moves } = setUp()
    const secret = 'block 9;'
    for (let id = 0; id < 200; id += 1) add(id, 2_000)
    for (let id = 0; moves.count === 0; id += 1) if (id !== 9) remove(id)
    remove(9)
    for (let id = 1_000; id < 1_200; id += 1) add(id, 2_000)
    let isFound = false
    segments.walk(
      () => undefined,
      (bytes) => (isFound ||= bytes.includes(secret)),
    )
    expect(isFound).toBe(false)
  })

  test('move nothing where the oldest go first, as they do when there is no room', () => {
    const { add, remove, moves } = setUp()
    for (let id = 0; id < 3_000; id += 1) {
      add(id, 2_000)
      if (id >= 1_000) remove(id - 1_000)
    }
    expect(moves.count).toBe(0)
  })

  test('give the room of a block of more than a segment back', () => {
    const { segments, add, remove } = setUp()
    for (let id = 0; id < 100; id += 1) add(id, 2_000)
    add(500, 10 * segmentBytes)
    add(501, 2_000)
    remove(500)
    expect(segments.bytes()).toBeLessThanOrEqual(3 * segmentBytes)
  })

  test('lose no room to large blocks that come and go between small ones', () => {
    const { segments, add, remove } = setUp()
    for (let id = 0; id < 200; id += 1) {
      add(id, 300)
      add(1_000 + id, 300_000)
      remove(1_000 + id)
    }
    expect(segments.bytes()).toBe(segmentBytes)
  })

  test('are none once everything is gone', () => {
    const { segments, add, walked } = setUp()
    for (let id = 0; id < 500; id += 1) add(id, 2_000)
    segments.clear()
    expect([segments.bytes(), walked()]).toEqual([0, []])
    expect(() => segments.read(0)).toThrow(RangeError)
    add(1, 10)
    expect(walked()).toEqual([1])
  })
})
