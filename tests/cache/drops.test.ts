import { describe, expect, test } from 'vitest'
import { createCache, StoreUnavailable } from '../../src/cache/index.ts'
import { catalogue, createRows, down, personal, readerOf, row, setUp, tagOf } from './fixture.ts'

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

  test('in one of several processes that share nothing ends its own copies and says that others may keep theirs', async () => {
    const cache = createCache({ hasSiblings: true })
    const { one, peek } = readerOf(cache, personal, createRows())
    await one('a')
    await expect(cache.drop([tagOf('a')])).rejects.toThrow(StoreUnavailable)
    expect(peek('a')).toBeUndefined()
  })
})
