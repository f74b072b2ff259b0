import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import { mannWhitney, median } from '../../scripts/timing/mann-whitney.ts'
import { createSubjects } from '../../scripts/timing/subjects.ts'

/** Numbers as good as random, the same in every run. */
const series = (seed: number, count: number): number[] => {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  })
}

describe('the test of ranks', () => {
  test('gives what tables give', () => {
    // Hollander and Wolfe, permeability of the amnion: W = 35, by the normal approximation with continuity 0.2544.
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    const earlier = [1.15, 0.88, 0.9, 0.74, 1.21]
    expect(mannWhitney(term, earlier)).toBeCloseTo(0.2448, 3)
    expect(mannWhitney(earlier, term)).toBeCloseTo(mannWhitney(term, earlier), 10)
  })

  test('tells a shift of a hundredth of the spread apart in ten thousand samples of little noise, and not their equals', () => {
    const [one, other] = [series(1, 10_000), series(2, 10_000)]
    expect(mannWhitney(one, other)).toBeGreaterThan(0.05)
    expect(
      mannWhitney(
        one,
        other.map((value) => value + 0.03),
      ),
    ).toBeLessThan(0.001)
  })

  test('errs about as often as it says', () => {
    const errors = Array.from({ length: 400 }, (_, seed) =>
      mannWhitney(series(seed * 2 + 11, 100), series(seed * 2 + 1_000_012, 100)),
    ).filter((p) => p < 0.05).length
    expect(errors).toBeGreaterThan(5)
    expect(errors).toBeLessThan(40)
  })

  test('shares ranks among equals, and says nothing of samples that are all one value', () => {
    const steps = (values: readonly number[]) => values.map((value) => Math.floor(value * 3))
    expect(mannWhitney(steps(series(5, 500)), steps(series(6, 500)))).toBeGreaterThan(0.05)
    expect(mannWhitney([1, 1, 1], [1, 1, 1])).toBe(1)
  })

  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('takes the middle of %j for the median', (values, middle) =>
    expect(median(values)).toBe(middle),
  )
})

test('those whom it asks for are all different, and the absent are nobody', () => {
  const world = createWorld({ now: () => new Date('2026-11-18T09:00:00+07:00') })
  const { absent, mismatched, hidden } = createSubjects(world, 50)
  const numbers = [...absent, ...mismatched, ...hidden].map(({ personalId }) => personalId)
  expect(new Set(numbers).size).toBe(150)
  for (const { personalId } of absent) expect(world.personById(personalId)).toBeNull()
  for (const { personalId, fullName } of mismatched)
    expect(world.personById(personalId)?.fullName).not.toBe(fullName)
  for (const { personalId, fullName } of hidden)
    expect(world.personById(personalId)).toMatchObject({ fullName })
})

test('the script measures all three, asked for and at hand, and says how likely their difference is', async () => {
  const script = join(import.meta.dirname, '../../scripts/timing-check.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--samples', '25']).catch(
    // So few samples may differ by chance.
    (failed: unknown) => failed as { readonly stdout: string },
  )
  for (const state of ['asked', 'kept'])
    for (const kind of ['absent', 'mismatched', 'hidden'])
      expect(stdout).toMatch(new RegExp(`${state} ${kind}: 25, median \\d+\\.\\d{3} ms`))
  expect(stdout.match(/p = [01]\.\d{4}/g)).toHaveLength(6)
})
