import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

const here = (path: string): string => new URL(path, import.meta.url).pathname

/** For each folder, or part of one, the tests that take seconds; none starts a server. */
const tests: Readonly<Record<string, readonly string[]>> = {
  access: [
    'access/access-log',
    'access/certificate',
    'access/claims',
    'access/decide-*',
    'access/demonstration',
    'access/disclosure',
    'access/enforce',
    'access/follow-up',
    'access/judged-records',
    'access/judged-tokens',
    'access/keys',
    'access/ledger',
    'access/lint',
    'access/opening',
    'access/people*',
    'access/policy*',
    'access/protected',
    'access/purpose-headers',
    'access/purposes',
    'access/purposes-at-hand',
    'access/role-rules',
    'access/shown',
    'access/statements',
    'access/verified',
  ],
  'audit/keys': ['audit/key-*', 'audit/month-keys', 'audit/sealing', 'audit/signing-key'],
  'audit/top': ['audit/opening', 'audit/settings', 'audit/within'],
  'audit/database': ['audit/sql', 'audit/sqlite'],
  'audit/threaded': ['audit/repeats', 'audit/threaded'],
  'audit/postgres': ['audit/postgres'],
  'audit/recorder': ['audit/backlog', 'audit/recorder', 'audit/recorder-bounds'],
  'audit/chain': ['audit/anchors', 'audit/chain'],
  // `npm run mutation:short`, which CI waits for: who may see what, and what every record is verified by.
  short: ['access/decide-*', 'audit/chain'],
  'audit/store': [
    'audit/budget',
    'audit/event-bodies',
    'audit/intakes',
    'audit/one-store',
    'audit/opener',
    'audit/stored-chain',
    'audit/counted',
    'audit/groups',
    'audit/looks-together',
    'audit/store',
  ],
}

/** `audit` are all parts of it, `audit/keys` is one. */
const folders = (process.env['MUTATION'] ?? 'access audit').split(' ')
const isAsked = (part: string): boolean =>
  folders.some((folder) => part === folder || part.startsWith(`${folder}/`))

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
    include: Object.entries(tests)
      .filter(([part]) => isAsked(part))
      .flatMap(([, names]) => names.map((name) => `tests/${name}.test.ts`)),
    // Replicas would wait for each other in the one thread; servers and scripts take longer than a mutant may.
    testNamePattern: /^(?!.*(?:replicas that|in PostgreSQL|npm run))/,
    testTimeout: 8_000,
    // The short ones keep nothing and mock nothing, so that all of them may share what is loaded.
    isolate: folders.join(' ') !== 'short',
    bail: 1,
  },
})
