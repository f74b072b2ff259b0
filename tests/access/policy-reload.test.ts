import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { PolicyError } from '../../src/access/policy/check.ts'
import { openPolicy } from '../../src/access/policy/index.ts'
import { onAlarm } from '../../src/lib/channels.ts'
import { day, grantRow, minimalPolicy, officer } from './policy-fixture.ts'

let path = ''
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'))
  path = join(folder, 'policy.yaml')
  return () => rmSync(folder, { recursive: true })
})

const write = (content: unknown) => writeFileSync(path, JSON.stringify(content))
const granting = { ...minimalPolicy, grants: [grantRow] }
const open = () => {
  const policy = openPolicy(path, { pollMs: 5 })
  const alarms: string[] = []
  const stop = onAlarm(({ kind, source }) => alarms.push(`${kind} ${source}`))
  onTestFinished(() => {
    policy.close()
    stop()
  })
  const isGranted = () => policy.current().grantFor(officer, day('2026-11-18')) !== null
  return { policy, alarms, isGranted }
}
const looks = async (alarms: readonly string[]) => {
  const seen = alarms.length
  await vi.waitFor(() => expect(alarms.length).toBeGreaterThan(seen + 1))
}

describe('the policy of a file', () => {
  test('changes when the file does', async () => {
    write(granting)
    const { isGranted, alarms } = open()
    expect(isGranted()).toBe(true)
    write(minimalPolicy)
    await vi.waitFor(() => expect(isGranted()).toBe(false))
    expect(alarms.every((alarm) => alarm === 'FILE_BROKEN access-policy')).toBe(true)
  })

  test('changes when another file is moved to its place', async () => {
    write(minimalPolicy)
    const { isGranted } = open()
    writeFileSync(`${path}.new`, JSON.stringify(granting))
    renameSync(`${path}.new`, path)
    await vi.waitFor(() => expect(isGranted()).toBe(true))
  })

  test('stays the last good one while the file is broken, with an alarm at each look', async () => {
    write(granting)
    const { isGranted, alarms } = open()
    write({ ...minimalPolicy, version: 2 })
    await looks(alarms)
    expect(isGranted()).toBe(true)
    expect(alarms[0]).toBe('FILE_BROKEN access-policy')
    write(minimalPolicy)
    await vi.waitFor(() => expect(isGranted()).toBe(false))
  })

  test('stays the last good one while the file is gone, and comes back with it', async () => {
    write(granting)
    const { isGranted, alarms } = open()
    rmSync(path)
    await looks(alarms)
    expect(isGranted()).toBe(true)
    write(minimalPolicy)
    await vi.waitFor(() => expect(isGranted()).toBe(false))
  })

  test('is one policy for whoever asked for it, whatever comes later', async () => {
    write(granting)
    const { policy, isGranted } = open()
    const mine = policy.current()
    write(minimalPolicy)
    await vi.waitFor(() => expect(isGranted()).toBe(false))
    expect(mine.grantFor(officer, day('2026-11-18'))).not.toBeNull()
  })

  test('is not read again once closed', async () => {
    write(granting)
    const { policy, isGranted } = open()
    policy.close()
    write(minimalPolicy)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(isGranted()).toBe(true)
  })
})

describe('at the start', () => {
  const problems = () => {
    try {
      openPolicy(path).close()
    } catch (error) {
      if (error instanceof PolicyError) return error
      throw error
    }
    return null
  }

  test('every problem of the file is told in one message', () => {
    write({ ...minimalPolicy, version: 2, grants: [grantRow, grantRow] })
    expect(problems()?.message).toMatch(
      /^The access policy cannot be used:\n {2}- version: .+\n {2}- grants\.1: .+$/,
    )
  })
  test('a file that is not there is a problem of the policy', () =>
    expect(problems()?.problems).toEqual(['the file does not exist']))
  test('so is a folder in its place', () => {
    path = join(path, '..')
    expect(problems()?.problems).toEqual(['the file cannot be read'])
  })
})
