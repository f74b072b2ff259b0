/** Prints what the simulated country costs: `node mocks/world/measure.ts`. */
import { createWorld } from './index.ts'

const started = performance.now()
const world = createWorld()
const startMillis = Math.round(performance.now() - started)
const megabytes = () => Math.round(process.memoryUsage.rss() / 1e6)
const rssAtStart = megabytes()

const peopleAsked = 50_000
const asking = performance.now()
for (let at = 0; at < peopleAsked; at++) world.person((at * 1_299_709) % world.populationSize)
const personMicros = Math.round(((performance.now() - asking) * 1000) / peopleAsked)

let dossiers = 0
for (const { instance } of world.provinces) {
  dossiers += world.dossiers({ instance, offset: 0, limit: 100 }).total
  world.dossiers({ instance, status: 4, offset: 0, limit: 100 })
}

console.log(
  JSON.stringify({ startMillis, rssAtStart, personMicros, dossiers, rssAtEnd: megabytes() }),
)
