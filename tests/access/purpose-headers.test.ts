import { describe, expect, test } from 'vitest'
import { readPurpose } from '../../src/access/purpose.ts'
import { BadInputError } from '../../src/lib/errors.ts'

const read = (procedure?: string, dossier?: string) =>
  readPurpose(
    (name) => ({ 'lien-thong-procedure': procedure, 'lien-thong-dossier': dossier })[name],
  )
const dossier = 'H26.101-261118-0007'

describe('the headers that state a purpose', () => {
  test('state none where they are not there', () => expect(read()).toBeNull())

  test('state a procedure, before anything is filed', () =>
    expect(read('1.001193')).toEqual({ procedure: '1.001193', dossier: null }))

  test('state a procedure and a dossier', () =>
    expect(read('1.001193', dossier)).toEqual({ procedure: '1.001193', dossier }))

  test.each([
    ['a dossier without a procedure', undefined, dossier, 'procedure'],
    ['a procedure that is none', 'births '.repeat(9), undefined, 'procedure'],
    ['an empty procedure', '', undefined, 'procedure'],
    ['a dossier that is none', '1.001193', '@@0011990001', 'dossier'],
    ['an empty dossier', '1.001193', '', 'dossier'],
  ])(
    'are refused where they state %s, with an example and without the value',
    (_, one, other, name) => {
      const reading = () => read(one, other)
      expect(reading).toThrow(BadInputError)
      expect(reading).toThrow(name === 'procedure' ? 'such as 1.001193' : `such as ${dossier}`)
      try {
        reading()
      } catch (error) {
        expect(error).toMatchObject({ argument: `lien-thong-${name}` })
        expect(String(error)).not.toMatch(/births|0011990001/)
      }
    },
  )
})
