import { availableParallelism } from 'node:os'
import type { ViteUserConfig } from 'vitest/config'

export default {
  // Vite prefers graphql's ES build, Apollo Server loads its CommonJS one, and two copies refuse each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // Most tests wait for sockets and timers: on two cores, two files at a time take 7 minutes in place of 12.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
} satisfies ViteUserConfig
