import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { toRecord } from '../../mocks/population/records.ts'
import { toAnswer } from '../../mocks/population/soap.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { freezeAndWeigh } from '../../src/cache/freeze.ts'
import type { Citizen } from '../../src/domain/citizen.ts'
import { toCitizen } from '../../src/sources/population/decode.ts'
import { readEnvelope } from '../../src/sources/population/soap.ts'
import { readRows } from '../../src/sources/population/wire.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const count = 3_000
const world = createWorld()

const answerAbout = (place: number): Buffer => {
  const person = world.person(place * 7_919)
  return Buffer.from(toAnswer([toRecord(person)], person.personalId))
}

const read = (answer: Buffer): readonly Citizen[] =>
  readRows(readEnvelope(answer.toString('utf8'))).map((row) =>
    toCitizen(row, 'LT1', () => undefined),
  )

test('a record that is kept does not keep the answer that it was read from', () => {
  const answers = Array.from({ length: count }, (_, place) => answerAbout(place))
  answers.forEach(read)
  collect()
  const before = process.memoryUsage().heapUsed
  const kept = answers.flatMap(read)
  collect()
  const used = process.memoryUsage().heapUsed - before
  const weighed = kept.reduce((sum, citizen) => sum + freezeAndWeigh(citizen), 0)
  expect(kept).toHaveLength(count)
  expect(used / count).toBeLessThan(1_700)
  expect(used).toBeLessThan(weighed * 1.25)
})
