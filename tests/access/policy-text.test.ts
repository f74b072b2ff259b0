import { describe, expect, test } from 'vitest'
import { parsePolicyFile } from '../../src/access/policy/check.ts'
import { minimalPolicy, problemsOf } from './policy-fixture.ts'

describe('the text of a policy', () => {
  const json = JSON.stringify(minimalPolicy)

  test('may be JSON', () => expect(parsePolicyFile(json).version).toBe(1))
  test.each([
    [
      'is neither YAML nor JSON',
      'a: [001092000111\nb: }',
      'the file: neither YAML nor JSON at line 2',
    ],
    [
      'names a key twice',
      `${json.slice(0, -1)}, "version": 1}`,
      'the file: neither YAML nor JSON at line 1',
    ],
    ['has an alias of nothing', 'a: *nobody', 'the file: an alias (*name)'],
    ['is empty', '', 'the file: '],
  ])('is refused where it %s', (_, text, problem) => {
    const problems = problemsOf(() => parsePolicyFile(text))
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join('\n')).toContain(problem)
    expect(problems.join('\n')).not.toMatch(/001092000111|nobody/)
  })
})
