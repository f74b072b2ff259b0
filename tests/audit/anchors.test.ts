import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createAnchors } from '../../src/audit/chain/anchors.ts'
import type { SignedCheckpoint } from '../../src/audit/chain/checkpoint.ts'
import { recordNotices, temporaryFolder } from './fixture.ts'

const checkpoint = (number: number): SignedCheckpoint => ({
  chain: 'test/1',
  number,
  seq: number,
  at: 0,
  hash: '',
  after: [],
  key: '',
  signature: '',
})

let folder = ''
let path = ''
beforeEach(() => {
  folder = join(temporaryFolder(), 'mount')
  path = join(folder, 'anchors.jsonl')
})
const numbersIn = () =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as SignedCheckpoint).number)

test('each checkpoint is a line, added to those that stand there, in a file for its owner', async () => {
  mkdirSync(folder)
  const anchors = createAnchors(path)
  anchors.add(checkpoint(0))
  anchors.add(checkpoint(1))
  await anchors.settled()
  anchors.add(checkpoint(2))
  await anchors.settled()
  expect(readFileSync(path, 'utf8')).toBe(
    [0, 1, 2].map((number) => `${JSON.stringify(checkpoint(number))}\n`).join(''),
  )
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('nothing is written where nothing is added', async () => {
  mkdirSync(folder)
  await createAnchors(path).settled()
  expect(existsSync(path)).toBe(false)
})

test('what could not be written waits in order, begins a line of its own, and is told of each time', async () => {
  const kinds = recordNotices()
  const anchors = createAnchors(path)
  anchors.add(checkpoint(0))
  await anchors.settled()
  anchors.add(checkpoint(1))
  await anchors.settled()
  expect(kinds).toEqual(['ANCHOR_FAILED', 'ANCHOR_FAILED'])
  mkdirSync(folder)
  writeFileSync(path, '{"number":-1}\n{"half a li')
  anchors.add(checkpoint(2))
  await anchors.settled()
  anchors.add(checkpoint(3))
  await anchors.settled()
  const [, broken, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(broken).toBe('{"half a li')
  expect(lines.map((line) => (JSON.parse(line) as SignedCheckpoint).number)).toEqual([0, 1, 2, 3])
  expect(kinds).toHaveLength(2)
})

test('of more than a thousand that wait the oldest are given up', async () => {
  const anchors = createAnchors(path)
  for (let number = 0; number < 1_002; number += 1) anchors.add(checkpoint(number))
  await anchors.settled()
  mkdirSync(folder)
  anchors.add(checkpoint(1_002))
  await anchors.settled()
  const numbers = numbersIn()
  expect(numbers).toHaveLength(1_000)
  expect([numbers[0], numbers.at(-1)]).toEqual([3, 1_002])
})
