import { parseArgs } from 'node:util'
import { startMeasured } from './timing/gateway.ts'
import { mannWhitney, median } from './timing/mann-whitney.ts'
import { type Kind, kinds } from './timing/subjects.ts'

/**
 * `npm run timing [-- --samples 10000]`: whether a clock tells who is absent, mismatched or hidden. Each is asked for once,
 * when the population database has to be asked, and once more, when the answer is at hand; the three in turn and in changing
 * order, so that whatever else the machine does befalls all alike. Ends with 1 where one of six comparisons is less likely
 * than 1 % by chance.
 */
const limit = 0.01
const lanes = 4

type Times = Readonly<Record<Kind, number[]>>
const newTimes = (): Times => ({ absent: [], mismatched: [], hidden: [] })
const states = { asked: newTimes(), kept: newTimes() }

const { values } = parseArgs({ options: { samples: { type: 'string', default: '10000' } } })
const samples = Number(values.samples)
const warmUp = Math.min(500, samples)
const gateway = await startMeasured(samples + warmUp)

const measureRound = async (round: number): Promise<void> => {
  const order = kinds.map((_, at) => kinds[(at + round) % kinds.length] ?? 'absent')
  for (const [state, times] of Object.entries(states))
    for (const kind of order) {
      const facts = gateway.subjects[kind][round]
      if (facts === undefined) throw new Error(`there is nobody ${kind} left to ask for: ${state}`)
      const tookMs = await gateway.time(facts)
      if (round >= warmUp) times[kind].push(tookMs)
    }
}

let next = 0
const measure = async (): Promise<void> => {
  while (next < samples + warmUp) {
    next += 1
    await measureRound(next - 1)
  }
}
await Promise.all(Array.from({ length: lanes }, measure))
await gateway.stop()

const pairs = [
  ['absent', 'mismatched'],
  ['absent', 'hidden'],
  ['mismatched', 'hidden'],
] as const
for (const [state, times] of Object.entries(states)) {
  for (const kind of kinds)
    console.log(
      `${state} ${kind}: ${times[kind].length}, median ${median(times[kind]).toFixed(3)} ms`,
    )
  for (const [one, other] of pairs) {
    const p = mannWhitney(times[one], times[other])
    console.log(`${state} ${one} / ${other}: p = ${p.toFixed(4)}${p < limit ? ' TOLD APART' : ''}`)
    if (p < limit) process.exitCode = 1
  }
}
