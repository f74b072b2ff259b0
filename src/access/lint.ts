import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { accessRule, isPersonal, personalLevel } from './directives.ts'
import { isFieldClass, isRuleName, withObject } from './rules.ts'
import { sensitiveClasses } from './policy/types.ts'

/** The schema shows a person in a way that nobody has decided about: nothing starts. */
export class SchemaAccessError extends Error {
  override readonly name = 'SchemaAccessError'
}

type Field = GraphQLField<unknown, unknown>

const isSensitive = (rule: unknown): boolean => sensitiveClasses.some((known) => known === rule)

const problemsOf = (schema: GraphQLSchema, type: GraphQLObjectType, field: Field): string[] => {
  const rule = accessRule(schema, field)
  const level = personalLevel(schema, field)
  const isOfPerson = isPersonal(schema, type)
  const problems: string[] = []
  if (isOfPerson || isPersonal(schema, field.type)) {
    if (level === undefined) problems.push('holds a person and lacks @personal')
    if (rule === undefined) problems.push('holds a person and lacks @access')
  } else if (level !== undefined && rule === undefined) problems.push('lacks @access')
  if ((isFieldClass(rule) || rule === withObject) && !isOfPerson)
    problems.push(`has a rule for the fields of a person, on a type that is none`)
  if (isFieldClass(rule) && isSensitive(rule) !== (level === 'SENSITIVE'))
    problems.push('has a class and a level that do not agree')
  // A refused field that may not be null would take the whole object with it.
  if (isFieldClass(rule) && isNonNullType(field.type)) problems.push('may not be non-null')
  if (isRuleName(rule) && isOfPerson) problems.push('needs a rule that looks at the object')
  return problems.map((problem) => `${type.name}.${field.name} ${problem}`)
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
