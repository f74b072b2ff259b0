import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createCache, type CachePolicy } from '../../src/cache/index.ts'

interface Row {
  readonly name: string
}

const long: CachePolicy = { freshMs: 60_000, absentMs: 60_000, maxEntries: 100 }

/** A space with a source behind it that notes what it was asked and answers when it is let. */
const setUp = (policy: Partial<CachePolicy> = {}) => {
  const space = createCache().space<Row>('rows', { ...long, ...policy })
  const asked: (readonly string[])[] = []
  const absent = new Set<string>()
  let failure: Error | null = null
  let gate: Promise<void> = Promise.resolve()
  const fetch = async (keys: readonly string[]): Promise<ReadonlyMap<string, Row | null>> => {
    asked.push(keys)
    await gate
    if (failure !== null) throw failure
    return new Map(keys.filter((key) => !absent.has(key)).map((key) => [key, { name: key }]))
  }
  return {
    asked,
    absent,
    read: (...keys: string[]) => space.readMany(keys, fetch),
    readWith: (
      keys: readonly string[],
      fetchMissing: () => Promise<ReadonlyMap<string, Row | null>>,
    ) => space.readMany(keys, fetchMissing),
    fail: (error: Error | null) => void (failure = error),
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      gate = promise.then(() => undefined)
      return () => resolve(undefined)
    },
  }
}

const a: Row = { name: 'a' }
const b: Row = { name: 'b' }

describe('what is asked of the source', () => {
  test('is each key once, however often it is needed', async () => {
    const { read, asked } = setUp()
    expect(await read('a', 'b', 'a')).toEqual(new Map(Object.entries({ a, b })))
    await read('b', 'a')
    expect(asked).toEqual([['a', 'b']])
  })

  test('is only the keys that are not at hand', async () => {
    const { read, asked } = setUp()
    await read('a')
    expect(await read('a', 'b')).toEqual(new Map(Object.entries({ a, b })))
    expect(asked).toEqual([['a'], ['b']])
  })

  test('is nothing where no key is needed', async () => {
    const { read, asked } = setUp()
    expect(await read()).toEqual(new Map())
    expect(asked).toEqual([])
  })

  test('is one question for callers who come while it is under way, each with keys of their own', async () => {
    const { read, asked, hold } = setUp()
    const release = hold()
    const answers = Promise.all([read('a', 'b'), read('b'), read('b', 'c')])
    release()
    const [, second, third] = await answers
    expect(asked).toEqual([['a', 'b'], ['c']])
    expect(second).toEqual(new Map(Object.entries({ b })))
    expect([...third.keys()].sort()).toEqual(['b', 'c'])
  })

  test('is the oldest key again where there is no room for all', async () => {
    const { read, asked } = setUp({ maxEntries: 2 })
    for (const key of ['a', 'b', 'c', 'a', 'c']) await read(key)
    expect(asked).toEqual([['a'], ['b'], ['c'], ['a']])
  })
})

describe('an absence', () => {
  test('is a key that the source leaves out or calls null, and both are remembered', async () => {
    const { readWith } = setUp()
    const answer = new Map<string, Row | null>([['b', null]])
    expect(await readWith(['a', 'b'], () => Promise.resolve(answer))).toEqual(
      new Map(Object.entries({ a: null, b: null })),
    )
    const again = await readWith(['a', 'b'], () => Promise.reject(new Error('asked again')))
    expect(again).toEqual(new Map(Object.entries({ a: null, b: null })))
  })

  test('has a life of its own, shorter than that of a record', async () => {
    const { read, asked, absent } = setUp({ absentMs: 5 })
    absent.add('b')
    await read('a', 'b')
    await sleep(50)
    absent.delete('b')
    expect((await read('a', 'b')).get('b')).toEqual(b)
    expect(asked).toEqual([['a', 'b'], ['b']])
  })

  test('that is not to be kept is asked for every time', async () => {
    const { read, asked, absent } = setUp({ absentMs: 0 })
    absent.add('a')
    await read('a')
    await read('a')
    expect(asked).toEqual([['a'], ['a']])
  })
})

test('a record that has outlived its time is asked for again', async () => {
  const { read, asked } = setUp({ freshMs: 5 })
  await read('a')
  await sleep(50)
  await read('a')
  expect(asked).toEqual([['a'], ['a']])
})

test('a key that nobody asked for is neither handed out nor kept', async () => {
  const { readWith, read, asked } = setUp()
  const answer = new Map<string, Row | null>(Object.entries({ a, b }))
  expect([...(await readWith(['a'], () => Promise.resolve(answer))).keys()]).toEqual(['a'])
  await read('b')
  expect(asked).toEqual([['b']])
})

describe('a failure', () => {
  test('reaches every caller who waits, and the next one asks anew', async () => {
    const { read, asked, fail, hold } = setUp()
    const release = hold()
    fail(new Error('down'))
    const answers = Promise.allSettled([read('a'), read('a'), read('a', 'b')])
    release()
    expect((await answers).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
    fail(null)
    expect((await read('a', 'b')).size).toBe(2)
    expect(asked).toEqual([['a'], ['b'], ['a', 'b']])
  })

  test('of some keys leaves what is at hand at hand', async () => {
    const { read, asked, fail } = setUp()
    await read('a')
    fail(new Error('down'))
    await expect(read('a', 'b')).rejects.toThrow('down')
    expect(await read('a')).toEqual(new Map(Object.entries({ a })))
    expect(asked).toEqual([['a'], ['b']])
  })

  test('that is thrown at once leaves nobody waiting', async () => {
    const { readWith, read } = setUp()
    const thrown = readWith(['a'], () => {
      throw new Error('at once')
    })
    await expect(thrown).rejects.toThrow('at once')
    expect((await read('a')).get('a')).toEqual(a)
  })
})

test('two spaces of one cache do not know each other’s records', async () => {
  const cache = createCache()
  const answer = () => Promise.resolve(new Map([['a', a]]))
  await cache.space<Row>('one', long).readMany(['a'], answer)
  const other = await cache
    .space<Row>('other', long)
    .readMany(['a'], () => Promise.resolve(new Map()))
  expect(other.get('a')).toBeNull()
})
