import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { accessRule, isPersonal, personalLevel } from './directives.ts'
import { isFieldClass, isRuleName } from './rules.ts'
import { sensitiveClasses } from './policy/types.ts'

/** The schema shows a person in a way that nobody has decided about: nothing starts. */
export class SchemaAccessError extends Error {
  override readonly name = 'SchemaAccessError'
}

type Field = GraphQLField<unknown, unknown>

const isSensitive = (rule: unknown): boolean => sensitiveClasses.some((known) => known === rule)

const missing = (schema: GraphQLSchema, field: Field, isOfPerson: boolean): string[] => {
  const rule = accessRule(schema, field)
  const level = personalLevel(schema, field)
  if (isOfPerson || isPersonal(schema, field.type))
    return [
      ...(level === undefined ? ['holds a person and lacks @personal'] : []),
      ...(rule === undefined ? ['holds a person and lacks @access'] : []),
    ]
  return level !== undefined && rule === undefined ? ['lacks @access'] : []
}

/** A field that is opened by its class. */
const misclassed = (schema: GraphQLSchema, field: Field): string[] => {
  const rule = accessRule(schema, field)
  if (!isFieldClass(rule)) return []
  const isCalledSensitive = personalLevel(schema, field) === 'SENSITIVE'
  return [
    ...(isSensitive(rule) === isCalledSensitive
      ? []
      : ['has a class and a level that do not agree']),
    // A refused field that may not be null would take the whole object with it.
    ...(isNonNullType(field.type) ? ['may not be non-null'] : []),
  ]
}

const misplaced = (schema: GraphQLSchema, field: Field, isOfPerson: boolean): string[] => {
  const rule = accessRule(schema, field)
  if (isRuleName(rule)) return isOfPerson ? ['needs a rule that looks at the object'] : []
  return rule === undefined || isOfPerson
    ? []
    : ['has a rule for the fields of a person, on a type that is none']
}

const problemsOf = (schema: GraphQLSchema, type: GraphQLObjectType, field: Field): string[] => {
  const isOfPerson = isPersonal(schema, type)
  return [
    ...missing(schema, field, isOfPerson),
    ...misclassed(schema, field),
    ...misplaced(schema, field, isOfPerson),
  ].map((problem) => `${type.name}.${field.name} ${problem}`)
}

/** Throws one error that lists every field of a person that nobody has decided about. */
export const checkPersonalFields = (schema: GraphQLSchema): void => {
  const problems = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__')
      ? Object.values(type.getFields()).flatMap((field: Field) => problemsOf(schema, type, field))
      : [],
  )
  if (problems.length > 0)
    throw new SchemaAccessError(
      `The schema cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    )
}
