import { expect, test } from 'vitest'
import { AccessError } from '../../src/access/errors.ts'
import { give } from '../../src/access/shown.ts'

const shown = () => ({
  record: {},
  rights: { classes: ['IDENTITY', 'RESIDENCE'], personalId: 'FULL' } as const,
  given: new Set<string>(),
})

test('a field whose class was granted is given, and noted once', () => {
  const one = shown()
  give(one, 'fullName', 'IDENTITY')
  give(one, 'currentAddress', 'RESIDENCE')
  give(one, 'fullName', 'IDENTITY')
  expect([...one.given]).toEqual(['fullName', 'currentAddress'])
})

test('a field whose class was not granted is refused, and not noted as given', () => {
  const one = shown()
  expect(() => give(one, 'religion', 'RELIGION')).toThrow(new AccessError('NOT_GRANTED'))
  expect([...one.given]).toEqual([])
})
