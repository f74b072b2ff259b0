import { isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { withoutGuards } from '../../src/lib/guard.ts'
import { referenceOf } from '../../src/lib/reference.ts'
import { createSchema } from '../../src/server/schema.ts'

const schema = createSchema()

const behindGuards = (typeName: string, fieldName: string) => {
  const type = schema.getType(typeName)
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined
  if (!field?.resolve) throw new Error('No such field, or no resolver')
  return withoutGuards(field.resolve)
}

test.each(['procedure', 'citizen'])(
  'the %s of a dossier is known as a reference in the schema that is served',
  (field) => expect(referenceOf(behindGuards('Dossier', field).resolve)).toBeDefined(),
)

test('the guard of a person stands before the reference', () =>
  expect(behindGuards('Dossier', 'citizen').guards).toHaveLength(1))
