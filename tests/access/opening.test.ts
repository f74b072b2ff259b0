import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openAccess, PolicyError } from '../../src/access/index.ts'
import type { AccessSettings } from '../../src/access/settings.ts'
import { formatRegister, protectedHash } from '../../src/access/protected-register.ts'
import type { Citizen, Relative } from '../../src/domain/citizen.ts'
import { citizenOf, createMemoryAudit } from './people-fixture.ts'
import { day, details, grantRow, minimalPolicy, now, officer, other } from './policy-fixture.ts'

const key = 'k'.repeat(32)
const protectedNumber = '001092000111'
const protectedCard = '012345678'
const otherNumber = '001092000999'

let folder = ''
let policyFile = ''
let registerFile = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-'))
  policyFile = join(folder, 'policy.json')
  registerFile = join(folder, 'register.jsonl')
  writeFileSync(policyFile, JSON.stringify({ ...minimalPolicy, grants: [grantRow] }))
  protect(protectedNumber, protectedCard)
  return () => rmSync(folder, { recursive: true })
})

const protect = (...numbers: readonly string[]) => {
  const entries = numbers.map((one) => [protectedHash(key, one), 'COURT_ORDER'] as const)
  writeFileSync(registerFile, formatRegister(new Map(entries), key))
}

const open = (settings?: AccessSettings) => {
  const access = openAccess(settings, { audit: createMemoryAudit().audit, now: () => now })
  onTestFinished(() => access.close())
  return access
}
const openBoth = () => open({ policy: policyFile, protectedPersons: { file: registerFile, key } })
const isGranted = (access: ReturnType<typeof open>) =>
  access.policy().grantFor(officer, day('2026-11-18')) !== null

describe('without settings', () => {
  test('nobody is shown a person, and nothing may be looked up', () => {
    const access = open()
    expect(isGranted(access)).toBe(false)
    expect(access.policy().licenceOf(details()).isLicensed).toBe(false)
    expect(access.policy().grantFor(other('portal'), day('2026-11-18'))).toBeNull()
  })

  test('nobody is protected beyond that', () => {
    const access = open()
    expect(access.isProtected(protectedNumber)).toBe(false)
    expect(access.isHidden(citizenOf())).toBe(false)
  })
})

describe('with a policy', () => {
  test('what it grants is granted', () =>
    expect(isGranted(open({ policy: policyFile }))).toBe(true))

  test('the one that holds now is asked for', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const access = openBoth()
    writeFileSync(policyFile, JSON.stringify(minimalPolicy))
    vi.advanceTimersByTime(2_000)
    await vi.waitFor(() => expect(isGranted(access)).toBe(false))
  })

  test('nothing is looked at any more once access is closed', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const access = openBoth()
    expect(vi.getTimerCount()).toBe(2)
    access.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('warnings are about the day that it is', () => {
    const until = (day: string) => ({ ...minimalPolicy, grants: [{ ...grantRow, until: day }] })
    writeFileSync(policyFile, JSON.stringify(until('2099-12-31')))
    const warningsOn = (moment: string) => {
      const now = () => new Date(moment)
      const access = openAccess({ policy: policyFile }, { audit: createMemoryAudit().audit, now })
      onTestFinished(() => access.close())
      return access.policy().warnings.length
    }
    expect(warningsOn('2099-12-31T23:00:00+07:00')).toBe(0)
    expect(warningsOn('2100-01-01T00:00:00+07:00')).toBe(1)
  })

  test('that cannot be used nothing opens', () => {
    writeFileSync(policyFile, '{}')
    expect(() => open({ policy: policyFile })).toThrow(PolicyError)
  })
})

describe('with a register of protected persons', () => {
  test.each<readonly [string, Partial<Citizen>, boolean]>([
    ['by their number', { personalId: protectedNumber as never }, true],
    ['by their old card', { personalId: null, oldCardNumber: protectedCard as never }, true],
    [
      'by their old card, though a number is stated too',
      { personalId: otherNumber as never, oldCardNumber: protectedCard as never },
      true,
    ],
    ['not by another number', { personalId: otherNumber as never }, false],
    ['not without any number', { personalId: null }, false],
  ])('a person is hidden %s', (_, stated, isHidden) =>
    expect(openBoth().isHidden(citizenOf(stated))).toBe(isHidden),
  )

  test('a number is known to be protected', () => {
    const access = openBoth()
    expect([protectedNumber, otherNumber].map((one) => access.isProtected(one))).toEqual([
      true,
      false,
    ])
  })

  test('what was concluded of a record and its relatives ends with the register that it was concluded from', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const access = openBoth()
    const father = {
      ...{ fullName: null, oldCardNumber: null, relationship: null },
      personalId: otherNumber,
    } as Relative
    const [own, child] = [citizenOf({ personalId: otherNumber as never }), citizenOf({ father })]
    const told = () => [access.isHidden(own), access.withoutProtected(child).father]
    const reread = async (expected: readonly unknown[]) => {
      vi.advanceTimersByTime(2_000)
      await vi.waitFor(() => expect(told()).toEqual(expected))
    }
    expect(told()).toEqual([false, father])
    protect(protectedNumber, protectedCard, otherNumber)
    await reread([true, null])
    protect(protectedNumber)
    await reread([false, father])
  })

  test('a record without protected relatives is given as it is', () => {
    const record = citizenOf()
    expect(openBoth().withoutProtected(record)).toBe(record)
  })

  test.each(['father', 'mother', 'spouse', 'householdHead'] as const)(
    'a protected %s is left out of a record, and nobody else',
    (name) => {
      const relative = (personalId: string) =>
        ({ fullName: null, personalId, oldCardNumber: null, relationship: null }) as Relative
      const family = {
        father: relative(otherNumber),
        mother: relative(otherNumber),
        spouse: relative(otherNumber),
        householdHead: relative(otherNumber),
      }
      const { withoutProtected } = openBoth()
      const open = citizenOf(family)
      expect(withoutProtected(open)).toEqual(open)
      const record = citizenOf({ ...family, [name]: relative(protectedNumber) })
      expect(withoutProtected(record)).toEqual({ ...record, [name]: null })
      expect(withoutProtected(citizenOf())).toEqual(citizenOf())
    },
  )
})
