import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { grantRow, minimalPolicy } from './policy-fixture.ts'

let file = ''
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'policy-check-'))
  file = join(folder, 'policy.json')
  return () => rmSync(folder, { recursive: true })
})

const check = (content: unknown) => {
  writeFileSync(file, JSON.stringify(content))
  const script = join(import.meta.dirname, '../../scripts/policy-check.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test('a policy that can be used is said to be so, with its warnings', () =>
  expect(check({ ...minimalPolicy, grants: [{ ...grantRow, until: '2020-01-01' }] })).toEqual({
    status: 0,
    stdout:
      'warning: grants.0.until: has passed: the grant holds no more\nThe access policy can be used.\n',
    stderr: '',
  }))

test('a policy that cannot is refused with every problem and no trace', () => {
  const { status, stdout, stderr } = check({ ...minimalPolicy, grants: [grantRow, grantRow, 1] })
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    /^The access policy cannot be used:\n {2}- grants\.2: .+\n {2}- grants\.1: .+\n$/,
  )
})
