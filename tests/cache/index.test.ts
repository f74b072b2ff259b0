import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type CachePolicy, createCache } from '../../src/cache/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import {
  catalogue,
  createRows,
  createTestClock,
  personal,
  readerOf,
  type Row,
  tagOf,
  wantedOf,
} from './fixture.ts'

/** A cache that shares nothing, over a source of rows. */
const setUp = (policy: Partial<CachePolicy> = {}, options: { memoryBytes?: number } = {}) => {
  const clock = createTestClock()
  const rows = createRows()
  const cache = createCache({ clock, random: () => 0.5, ...options })
  return { clock, rows, cache, ...readerOf(cache, { ...personal, ...policy }, rows) }
}

const row = (name: string, version = 0): Row => ({ name, version })
const found = (...names: string[]) => new Map(names.map((name) => [name, row(name)]))
const down = new UpstreamError('rows', 'unavailable')

describe('what is asked of the source', () => {
  test('is each key once, however often it is needed', async () => {
    const { read, rows } = setUp()
    expect(await read('a', 'b', 'a')).toEqual(found('a', 'b'))
    await read('b', 'a')
    expect(rows.calls).toEqual([['a', 'b']])
  })

  test('is only the keys that are not at hand', async () => {
    const { read, rows } = setUp()
    await read('a')
    expect(await read('a', 'b')).toEqual(found('a', 'b'))
    expect(rows.calls).toEqual([['a'], ['b']])
  })

  test('is nothing where no key is needed', async () => {
    const { read, rows } = setUp()
    expect(await read()).toEqual(new Map())
    expect(rows.calls).toEqual([])
  })

  test('is one question for callers who come while it is under way, each with keys of their own', async () => {
    const { read, rows } = setUp()
    const release = rows.hold()
    const answers = Promise.all([read('a', 'b'), read('b'), read('b', 'c')])
    release()
    const [, second, third] = await answers
    expect(rows.calls).toEqual([['a', 'b'], ['c']])
    expect(second).toEqual(found('b'))
    expect([...third.keys()].sort()).toEqual(['b', 'c'])
  })

  test('is the oldest key again where there is no room for all', async () => {
    const { read, rows } = setUp({}, { memoryBytes: 2_200 })
    for (const key of ['a', 'b', 'c', 'a', 'c']) await read(key)
    expect(rows.calls).toEqual([['a'], ['b'], ['c'], ['a']])
  })

  test('is one key a call where the source takes no more, and each lands by itself', async () => {
    const { each, one, rows } = setUp()
    const release = rows.hold()
    const together = each('a', 'b')
    expect(rows.asked).toEqual(['a', 'b'])
    const alone = one('b')
    release()
    expect(await alone).toEqual(row('b'))
    expect(await together).toEqual(found('a', 'b'))
    expect(rows.asked).toEqual(['a', 'b'])
  })
})

describe('a record at hand', () => {
  test('is seen without a promise, and one that is not there is told from one that is absent', async () => {
    const { peek, read, rows } = setUp()
    rows.absent.add('b')
    expect(peek('a')).toBeUndefined()
    const answers = await read('a', 'b')
    expect(peek('a')).toBe(answers.get('a'))
    expect(peek('b')).toBeNull()
  })

  test('is frozen through and through', async () => {
    const space = createCache().space<{ readonly list: readonly Row[] }>(personal)
    const value = await space.readOne({ key: 'a', tags: [] }, () =>
      Promise.resolve({ list: [row('a')] }),
    )
    expect([value, value?.list, value?.list[0]].every(Object.isFrozen)).toBe(true)
  })

  test('that does not fit its reader is asked for again', async () => {
    const { space, rows, one } = setUp()
    await one('a')
    const fits = ({ version }: Row) => version === 1
    rows.change('a')
    expect(await space.readOne({ ...wantedOf('a'), fits }, rows.one)).toEqual(row('a', 1))
    expect(space.peek('a', fits)).toEqual(row('a', 1))
    expect(space.peek('a', () => false)).toBeUndefined()
    expect(rows.asked).toEqual(['a', 'a'])
  })
})

describe('an absence', () => {
  test('is a key that the source leaves out or calls null, and both are remembered', async () => {
    const { space, peek } = setUp()
    const answer = new Map<string, Row | null>([['b', null]])
    const wanted = ['a', 'b'].map(wantedOf)
    expect(await space.readMany(wanted, () => Promise.resolve(answer))).toEqual(
      new Map(Object.entries({ a: null, b: null })),
    )
    expect([peek('a'), peek('b')]).toEqual([null, null])
  })

  test('has a life of its own, shorter than that of a record', async () => {
    const { read, rows, clock } = setUp()
    rows.absent.add('b')
    await read('a', 'b')
    clock.pass(personal.absentMs)
    rows.absent.delete('b')
    expect((await read('a', 'b')).get('b')).toEqual(row('b'))
    expect(rows.calls).toEqual([['a', 'b'], ['b']])
  })

  test('is never served stale', async () => {
    const { read, rows, clock, stale } = setUp(catalogue)
    rows.absent.add('a')
    await read('a')
    clock.pass(catalogue.absentMs)
    rows.fail(down)
    expect((await read('a')).get('a')).toBe(down)
    expect(stale).toEqual([])
  })

  test('that is not to be kept is asked for every time', async () => {
    const { read, rows } = setUp({ absentMs: 0 })
    rows.absent.add('a')
    await read('a')
    await read('a')
    expect(rows.calls).toEqual([['a'], ['a']])
  })
})

describe('time', () => {
  test('ends a record that may not be stale', async () => {
    const { read, rows, clock } = setUp()
    await read('a')
    clock.pass(personal.freshMs - 1)
    await read('a')
    expect(rows.calls).toHaveLength(1)
    clock.pass(1)
    rows.change('a')
    expect((await read('a')).get('a')).toEqual(row('a', 1))
  })

  test.each([
    [0, 0.9],
    [0.5, 1],
    [1, 1.1],
  ])('ends softly after a jittered part of the life: %s → %s', async (random, part) => {
    const clock = createTestClock()
    const rows = createRows()
    const { read, stale } = readerOf(createCache({ clock, random: () => random }), catalogue, rows)
    await read('a')
    clock.pass(part * catalogue.freshMs - 1)
    await read('a')
    expect(stale).toEqual([])
    clock.pass(2)
    await read('a')
    expect(stale).toHaveLength(1)
  })

  test('that the jitter adds never passes the promised end', async () => {
    const clock = createTestClock()
    const rows = createRows()
    const { read } = readerOf(createCache({ clock, random: () => 1 }), personal, rows)
    rows.absent.add('b')
    await read('a', 'b')
    clock.pass(personal.absentMs)
    await read('b')
    clock.pass(personal.freshMs - personal.absentMs)
    await read('a')
    expect(rows.asked).toEqual(['a', 'b', 'b', 'a'])
  })
})

describe('what is stale and may be', () => {
  test('is served while exactly one caller asks for it anew', async () => {
    const { each, rows, clock, stale } = setUp(catalogue)
    await each('a')
    clock.pass(catalogue.freshMs)
    rows.change('a')
    const release = rows.hold()
    const answers = await Promise.all(Array.from({ length: 100 }, () => each('a')))
    expect(answers.every((answer) => answer.get('a') instanceof Object)).toBe(true)
    expect(answers[99]?.get('a')).toEqual(row('a', 0))
    expect(rows.asked).toEqual(['a', 'a'])
    expect(stale).toHaveLength(100)
    expect(stale[0]).toEqual({
      fetchedAt: new Date(clock.wall() - catalogue.freshMs),
      reason: 'REFRESHING',
    })
    release()
    await sleep(1)
    expect((await each('a')).get('a')).toEqual(row('a', 1))
    expect(rows.asked).toHaveLength(2)
  })

  test('is served without a further question for a while when the refresh has failed', async () => {
    const { one, rows, clock, stale } = setUp(catalogue)
    await one('a')
    clock.pass(catalogue.freshMs)
    rows.fail(down)
    await one('a')
    await sleep(1)
    expect(await one('a')).toEqual(row('a'))
    expect(rows.asked).toEqual(['a', 'a'])
    expect(stale.map(({ reason }) => reason)).toEqual(['REFRESHING', 'SOURCE_FAILED'])
    clock.pass(2_000)
    await one('a')
    expect(rows.asked).toHaveLength(3)
  })

  test('stands in for a source that fails, up to its end and no longer', async () => {
    const { one, rows, clock, stale } = setUp(catalogue)
    await one('a')
    rows.fail(down)
    clock.pass(catalogue.freshMs + catalogue.staleOnErrorMs - 1)
    expect(await one('a')).toEqual(row('a'))
    expect(stale.map(({ reason }) => reason)).toEqual(['SOURCE_FAILED'])
    clock.pass(1)
    await expect(one('a')).rejects.toBe(down)
  })

  test('past the time to be served by itself waits for the source first', async () => {
    const { one, rows, clock, stale } = setUp(catalogue)
    await one('a')
    rows.change('a')
    clock.pass(catalogue.keepMs)
    expect(await one('a')).toEqual(row('a', 1))
    expect(stale).toEqual([])
  })

  test('is nothing of a person: neither while refreshed nor while the source fails', async () => {
    const { one, rows, clock, stale } = setUp(personal)
    await one('a')
    clock.pass(personal.freshMs)
    rows.fail(down)
    await expect(one('a')).rejects.toBe(down)
    expect(stale).toEqual([])
  })
})

test('a key that nobody asked for is neither handed out nor kept', async () => {
  const { space, peek } = setUp()
  const answer = found('a', 'b')
  const got = await space.readMany([wantedOf('a')], () => Promise.resolve(answer))
  expect([...got.keys()]).toEqual(['a'])
  expect(peek('b')).toBeUndefined()
})

describe('a failure', () => {
  test('reaches every caller who waits, and the next one asks anew', async () => {
    const { one, rows } = setUp()
    const release = rows.hold()
    rows.fail(down)
    const answers = Promise.allSettled([one('a'), one('a'), one('a')])
    release()
    expect((await answers).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
    rows.fail(null)
    expect(await one('a')).toEqual(row('a'))
    expect(rows.asked).toEqual(['a', 'a'])
  })

  test('of one key that the source tells by itself costs the others nothing', async () => {
    const { read, peek, rows } = setUp()
    rows.failing.set('b', down)
    const answers = await read('a', 'b', 'c')
    expect(answers.get('a')).toEqual(row('a'))
    expect(answers.get('b')).toBe(down)
    expect([peek('a'), peek('b')]).toEqual([row('a'), undefined])
  })

  test('of a whole call is each key’s own, and leaves what is at hand at hand', async () => {
    const { read, rows } = setUp()
    await read('a')
    rows.fail(down)
    const answers = await read('a', 'b', 'c')
    expect(answers.get('a')).toEqual(row('a'))
    expect([answers.get('b'), answers.get('c')]).toEqual([down, down])
  })

  test('that is thrown at once leaves nobody waiting', async () => {
    const { space, one } = setUp()
    const thrown = space.readOne(wantedOf('a'), () => {
      throw new Error('at once')
    })
    await expect(thrown).rejects.toThrow('at once')
    expect(await one('a')).toEqual(row('a'))
  })

  test('by refusal of one asker is not told to another who waited with them', async () => {
    const { space, rows } = setUp()
    const release = rows.hold()
    const refused = new UpstreamError('rows', 'rejected', { reason: 'OFFICER_NOT_ALLOWED' })
    const first = space.readOne({ ...wantedOf('a'), asker: 'one' }, async (key) => {
      await rows.one(key)
      throw refused
    })
    const others = ['two', 'two', 'three'].map((asker) =>
      space.readOne({ ...wantedOf('a'), asker }, rows.one),
    )
    release()
    await expect(first).rejects.toBe(refused)
    expect(await Promise.all(others)).toEqual([row('a'), row('a'), row('a')])
    expect(rows.asked.length).toBeLessThanOrEqual(3)
  })
})

describe('a drop', () => {
  test('ends what bears the tag and leaves the rest', async () => {
    const { one, peek, rows, cache } = setUp()
    await one('a')
    await one('b')
    rows.change('a')
    await cache.drop([tagOf('a')])
    expect([peek('a'), peek('b')]).toEqual([undefined, row('b')])
    expect(await one('a')).toEqual(row('a', 1))
  })

  test('of a source ends all of its records', async () => {
    const { one, peek, cache } = setUp()
    await one('a')
    await one('b')
    await cache.drop(['source:rows'])
    expect([peek('a'), peek('b')]).toEqual([undefined, undefined])
  })

  test('keeps what was fetched before it from later readers and from memory', async () => {
    const { one, peek, rows, cache } = setUp()
    const release = rows.hold()
    const early = one('a')
    rows.change('a')
    await cache.drop([tagOf('a')])
    const late = one('a')
    release()
    expect(await early).toEqual(row('a', 0))
    expect(await late).toEqual(row('a', 1))
    expect(peek('a')).toEqual(row('a', 1))
    expect(rows.asked).toEqual(['a', 'a'])
  })

  test('keeps what lands after it from memory, however late that is', async () => {
    const { one, peek, rows, cache } = setUp()
    const release = rows.hold()
    const early = one('a')
    rows.change('a')
    await cache.drop([tagOf('a')])
    rows.hold()()
    expect(await one('a')).toEqual(row('a', 1))
    release()
    expect(await early).toEqual(row('a', 0))
    expect(peek('a')).toEqual(row('a', 1))
    expect(await one('a')).toEqual(row('a', 1))
  })

  test('keeps what is stale from standing in for the source', async () => {
    const { one, rows, cache, clock } = setUp(catalogue)
    await one('a')
    clock.pass(catalogue.keepMs)
    const release = rows.hold()
    rows.fail(down)
    const early = one('a')
    await cache.drop([tagOf('a')])
    release()
    await expect(early).rejects.toBe(down)
    await expect(one('a')).rejects.toBe(down)
  })

  test('is told to whoever derives something from the records', async () => {
    const { space, cache } = setUp()
    const told: boolean[] = []
    space.onDrop((isDropped) => told.push(isDropped([tagOf('a')])))
    await cache.drop([tagOf('b')])
    await cache.drop([tagOf('a'), tagOf('b')])
    await cache.drop(['source:rows'])
    expect(told).toEqual([false, true, true])
  })
})

test('two spaces of one cache do not know each other’s records', async () => {
  const cache = createCache()
  const rows = createRows()
  const one = readerOf(cache, personal, rows)
  const other = readerOf(cache, { ...personal, space: 'other' }, rows)
  await one.one('a')
  expect(other.peek('a')).toBeUndefined()
})

test('the figures tell what became of every key', async () => {
  const { read, rows, clock, cache, peek } = setUp(catalogue)
  await read('a', 'b')
  peek('a')
  await Promise.all([read('a', 'c'), read('c')])
  clock.pass(catalogue.freshMs)
  await read('a')
  clock.pass(catalogue.keepMs)
  rows.fail(down)
  await read('b')
  expect(cache.figures()).toEqual([
    expect.objectContaining({
      space: 'rows',
      source: 'rows',
      memoryHits: 2,
      memoryStale: 1,
      memoryMisses: 5,
      keys: 4,
      standIns: 1,
      lookups: 5,
      entries: 3,
    }),
  ])
  expect(cache.figures()[0]?.bytes).toBeGreaterThan(0)
})
