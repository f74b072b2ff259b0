import { expect, test } from 'vitest'
import { rememberJudged } from '../../src/access/judged-records.ts'

const setUp = () => {
  let edition = {}
  const judged: string[] = []
  const judge = rememberJudged(
    () => edition,
    ({ name }: { readonly name: string }) => {
      judged.push(name)
      return name === 'hidden'
    },
  )
  return { judge, judged, renew: () => void (edition = {}) }
}

test('a record is judged once, and another one by itself, though it reads alike', () => {
  const { judge, judged } = setUp()
  const [hidden, open] = [{ name: 'hidden' }, { name: 'open' }]
  expect([hidden, open, hidden, open].map(judge)).toEqual([true, false, true, false])
  expect(judge({ name: 'open' })).toBe(false)
  expect(judged).toEqual(['hidden', 'open', 'open'])
})

test('what was concluded from one edition of the register does not outlive it', () => {
  const { judge, judged, renew } = setUp()
  const record = { name: 'hidden' }
  judge(record)
  renew()
  expect(judge(record)).toBe(true)
  expect(judged).toEqual(['hidden', 'hidden'])
})
