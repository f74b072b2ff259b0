import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hasRedis, startRedis } from '../support/redis.ts'
import { startSilencer } from '../support/silencer.ts'
import { course } from './model-course.ts'
import { createTally, runCourse } from './model-run.ts'

/** More on request: LIEN_THONG_MODEL_OPERATIONS=1000000 LIEN_THONG_MODEL_SEED=7 */
const operations = Number(process.env['LIEN_THONG_MODEL_OPERATIONS'] ?? 100_000)
const firstSeed = Number(process.env['LIEN_THONG_MODEL_SEED'] ?? 20_261_122)

const coursesAtOnce = 10
/** A course waits for most of its time: for lives to end, for Redis to come back. Each lane has a Redis of its own. */
const lanes = 4
/** A course that fails is made shorter for so long; what it hangs on may be a moment that does not come again. */
const shrinkMs = 60_000

describe.skipIf(!hasRedis)('three replicas', () => {
  test(`serve nothing beyond its life and nothing dropped, in ${operations} random operations`, async () => {
    const tally = createTally()
    let nextSeed = firstSeed
    const runLane = async (): Promise<void> => {
      const redis = await startRedis()
      const way = await startSilencer(redis.port)
      onTestFinished(async () => {
        way.stop()
        await redis.stop()
      })
      const property = fc.asyncProperty(course, async (planned) => {
        expect((await runCourse(planned, { redis, way }, tally)).slice(0, 5)).toEqual([])
      })
      while (tally.operations < operations)
        await fc.assert(property, {
          seed: nextSeed++,
          numRuns: coursesAtOnce,
          interruptAfterTimeLimit: shrinkMs + coursesAtOnce * 10_000,
        })
    }
    await Promise.all(Array.from({ length: lanes }, runLane))
    console.log(JSON.stringify({ firstSeed, ...tally }))
    const { reads, drops, lookups, stale, absences, troubles } = tally
    expect([drops, stale, absences, troubles].every((count) => count > 0)).toBe(true)
    expect(lookups).toBeLessThan(reads)
  }, 900_000)
})
