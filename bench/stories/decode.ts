import { toRecord } from '../../mocks/population/records.ts'
import { toAnswer } from '../../mocks/population/soap.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { toCitizen } from '../../src/sources/population/decode.ts'
import { readEnvelope } from '../../src/sources/population/soap.ts'
import { readRows } from '../../src/sources/population/wire.ts'
import { median } from '../statistics.ts'
import type { Stage, Told } from './stage.ts'

const answers = 3_000
/** Spread over the country and over all ages. */
const step = 7_919
/** These are for the compiler, which is done with what reads them after some 15,000 answers. */
const warmUpRounds = 6

/** Bytes, as they come out of a socket. */
const createAnswers = (): readonly Buffer[] => {
  const world = createWorld()
  return Array.from({ length: answers }, (_, place) => {
    const person = world.person((place * step) % world.populationSize)
    return Buffer.from(toAnswer([toRecord(person)], person.personalId))
  })
}

const decode = (answer: Buffer): void => {
  for (const row of readRows(readEnvelope(answer.toString('utf8'))))
    toCitizen(row, 'BENCH', () => undefined)
}

/** CPU time of this thread alone, so that a busy machine does not count; compiling and collecting are done in others. */
const microsOf = (work: () => void): number => {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return user + system
}

/** From the bytes of a SOAP answer of the population database to a person, without the network and the question. */
export const populationDecode = ({ options, say }: Stage): Promise<Told> => {
  say('story population-decode')
  const all = createAnswers()
  const rounds = Array.from({ length: warmUpRounds + options.rounds }, () =>
    microsOf(() => all.forEach(decode)),
  )
  const micros = median(rounds.slice(warmUpRounds)) / all.length
  say(`  ${micros.toFixed(1)} µs an answer`)
  const gateway = { cpuMicrosPerRequest: Number(micros.toFixed(1)), requests: all.length }
  return Promise.resolve({ 'population-decode': { gateway } })
}
