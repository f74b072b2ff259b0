import { availableParallelism } from 'node:os'
import type { ViteUserConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Twenty seconds to a minute each, on two cores. */
const longest = ['cache/model', 'audit/chaos', 'executor/generated']

const isLong = ({ moduleId }: TestSpecification): boolean =>
  longest.some((name) => moduleId.endsWith(`/${name}.test.ts`))

/** The longest first: on a fresh clone, where nothing is known of earlier runs, one of them would be left for the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)))
  }
}

export default {
  // Vite prefers graphql's ES build, Apollo Server loads its CommonJS one, and two copies refuse each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    // Most tests wait for sockets and timers: on two cores, two files at a time take 7 minutes in place of 12.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
} satisfies ViteUserConfig
