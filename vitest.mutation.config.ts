import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

const here = (path: string): string => new URL(path, import.meta.url).pathname

/** For each folder the tests that take seconds; none starts a server. */
const tests: Readonly<Record<string, readonly string[]>> = {
  access: [
    'access-log',
    'certificate',
    'claims',
    'decide-*',
    'demonstration',
    'disclosure',
    'enforce',
    'follow-up',
    'judged-tokens',
    'keys',
    'ledger',
    'lint',
    'opening',
    'people*',
    'policy*',
    'protected',
    'purpose-headers',
    'purposes',
    'role-rules',
    'shown',
    'statements',
    'verified',
  ],
  audit: [
    'anchors',
    'backlog',
    'budget',
    'event-bodies',
    'months',
    'recorder',
    'settings',
    'store',
    'sealing',
  ],
}

const folders = (process.env['MUTATION'] ?? 'access audit').split(' ')

/** For `npm run mutation`: a mutant is switched on in one thread only, so that the store runs in this one. */
export default defineConfig({
  resolve: {
    alias: [
      ...base.resolve.alias,
      { find: /^\.\/store\/threaded\.ts$/, replacement: here('tests/mutation/unthreaded.ts') },
    ],
  },
  test: {
    ...base.test,
    include: folders.flatMap((folder) =>
      (tests[folder] ?? []).map((name) => `tests/${folder}/${name}.test.ts`),
    ),
    // Replicas would wait for each other in the one thread; servers and scripts take longer than a mutant may.
    testNamePattern: /^(?!.*(?:replicas that|in PostgreSQL|npm run))/,
    testTimeout: 8_000,
    bail: 1,
  },
})
