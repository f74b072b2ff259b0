import fc from 'fast-check'

const kinds = ['sealed', 'public'] as const
export type Kind = (typeof kinds)[number]

export const replicaCount = 3
export const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`)

/** What befalls Redis, the way to it or what lies in it while a round goes on. */
const troubles = [
  'PAUSED',
  'FLUSHED',
  'RESTARTED',
  'CONNECTIONS_LOST',
  'MESSAGES_LOST',
  'FULL',
  'SLOW',
  'BITS_FLIPPED',
  'ENTRIES_SWAPPED',
  'KEYS_ROTATED',
] as const
export type Trouble = (typeof troubles)[number]

/** How the source behaves towards one operation: it says what it knows at the beginning or at the end of its time. */
const source = fc.record({
  isEarly: fc.boolean(),
  takesMs: fc.oneof(
    { weight: 7, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 5, max: 60 }) },
  ),
  wouldFail: fc.boolean(),
})
export type SourceConduct = Readonly<
  typeof source extends fc.Arbitrary<infer Conduct> ? Conduct : never
>

const key = fc.constantFrom(...keys)
const common = { afterMs: fc.nat(14), replica: fc.nat(replicaCount - 1) }

const operation = fc.oneof(
  {
    weight: 90,
    arbitrary: fc.record({
      ...common,
      act: fc.constant('READ' as const),
      kind: fc.constantFrom(...kinds),
      keys: fc.array(key, { minLength: 1, maxLength: 4 }),
      source,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      ...common,
      act: fc.constant('WRITE' as const),
      key,
      isAbsent: fc.integer({ min: 1, max: 5 }).map((n) => n === 1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...common,
      act: fc.constant('DROP' as const),
      // Null: all of the source.
      key: fc.option(key, { freq: 20 }),
    }),
  },
)
export type Operation = typeof operation extends fc.Arbitrary<infer Op> ? Op : never

const round = fc.record({
  trouble: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...troubles) },
  ),
  troubleMs: fc.integer({ min: 20, max: 300 }),
  isSourceFailing: fc.integer({ min: 1, max: 5 }).map((n) => n === 5),
  operations: fc.array(operation, { minLength: 1, maxLength: 250, size: 'max' }),
  /** How much time passes after it. */
  thenMs: fc.oneof(
    { weight: 9, arbitrary: fc.nat(2_000) },
    { weight: 1, arbitrary: fc.nat(90_000) },
  ),
})
export type Round = typeof round extends fc.Arbitrary<infer R> ? R : never

/** Rounds of operations that overlap, over replicas that have just begun. */
export const course = fc.record({
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  rounds: fc.array(round, { minLength: 1, maxLength: 12, size: 'max' }),
})
export type Course = typeof course extends fc.Arbitrary<infer C> ? C : never
