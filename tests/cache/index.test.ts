import { describe, expect, test } from 'vitest'
import { createCache } from '../../src/cache/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import {
  catalogue,
  createRows,
  down,
  found,
  personal,
  readerOf,
  row,
  type Row,
  setUp,
  wantedOf,
} from './fixture.ts'

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

  test('of one record that cannot be kept costs the others nothing', async () => {
    const { space } = setUp()
    const endless = row('a') as Row & { self?: unknown }
    endless.self = endless
    const answer = new Map<string, Row>([
      ['a', endless],
      ['b', row('b')],
    ])
    const answers = await space.readMany(['a', 'b'].map(wantedOf), () => Promise.resolve(answer))
    expect(answers.get('a')).toBeInstanceOf(RangeError)
    expect(answers.get('b')).toEqual(row('b'))
  })

  test('of a source that answers in no form at all reaches every caller', async () => {
    const { space } = setUp()
    const nothing = undefined as unknown as ReadonlyMap<string, Row>
    const ask = () => space.readMany(['a', 'b'].map(wantedOf), () => Promise.resolve(nothing))
    const [first, second] = await Promise.all([ask(), ask()])
    for (const answers of [first, second, await ask()])
      expect([...answers.values()].map((answer) => answer instanceof Error)).toEqual([true, true])
  })

  test('of one reader to tell what fits leaves the others and the source alone', async () => {
    const { space, rows, read } = setUp()
    await read('b')
    const fits = (): never => {
      throw new Error('no')
    }
    const wanted = [wantedOf('a'), { ...wantedOf('b'), fits }]
    const answers = await space.readMany(wanted, rows.many)
    expect([answers.get('a'), answers.get('b')]).toEqual([row('a'), new Error('no')])
    expect(await read('a', 'b')).toEqual(found('a', 'b'))
    expect(rows.calls).toEqual([['b'], ['a']])
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
    const others = ['two', 'three', 'two', 'three', 'three'].map((asker) =>
      space.readOne({ ...wantedOf('a'), asker }, rows.one),
    )
    release()
    await expect(first).rejects.toBe(refused)
    expect(await Promise.all(others)).toEqual(others.map(() => row('a')))
    // Once in the name of each: whether one is refused only their own question tells.
    expect(rows.asked).toEqual(['a', 'a', 'a'])
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
