import { expect, test } from 'vitest'
import {
  agencyPolicy,
  dossierListPolicy,
  dossierPolicy,
} from '../../src/sources/dossiers/policy.ts'
import { populationPolicy } from '../../src/sources/population/policy.ts'
import { detailsPolicy, listPolicy, namedPolicy } from '../../src/sources/procedures/policy.ts'

const policies = [
  populationPolicy,
  dossierPolicy,
  dossierListPolicy,
  agencyPolicy,
  listPolicy,
  namedPolicy,
  detailsPolicy,
]

test('the kinds of records divide the memory among them, all of it and no more', () => {
  const parts = policies.map(({ memoryShare }) => memoryShare)
  expect(Math.min(...parts)).toBeGreaterThan(0)
  expect(parts.reduce((sum, part) => sum + part)).toBeCloseTo(1)
})

test('each kind has a name of its own', () => {
  expect(new Set(policies.map(({ space }) => space)).size).toBe(policies.length)
})

test.each(policies.filter(({ sharing }) => sharing === 'sealed'))(
  'nothing of persons is ever stale: $space',
  (policy) => {
    expect(policy.keepMs).toBe(policy.freshMs)
    expect(policy.staleOnErrorMs).toBe(0)
    expect(policy.freshMs).toBeLessThanOrEqual(60_000)
    expect(policy.absentMs).toBeLessThanOrEqual(policy.freshMs)
  },
)
