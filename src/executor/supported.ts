import {
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql'

/** `__proto__` as a response key would set the prototype of an ordinary object. */
const refusedKeys: readonly string[] = ['__schema', '__type', '__proto__']
const refusedDirectives: readonly string[] = ['defer', 'stream']

const usesRefused = (document: DocumentNode): boolean => {
  let found = false
  const refuse = (): typeof BREAK => {
    found = true
    return BREAK
  }
  visit(document, {
    Field: ({ name, alias }) =>
      refusedKeys.includes(name.value) || alias?.value === '__proto__' ? refuse() : undefined,
    Directive: ({ name }) => (refusedDirectives.includes(name.value) ? refuse() : undefined),
  })
  return found
}

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

const operationOf = (
  { definitions }: DocumentNode,
  name: string | null | undefined,
): OperationDefinitionNode | null => {
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  const named =
    name == null ? operations : operations.filter((operation) => operation.name?.value === name)
  return named.length === 1 ? (named[0] ?? null) : null
}

const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  Object.assign(
    Object.create(null) as Record<string, FragmentDefinitionNode>,
    Object.fromEntries(
      definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((node) => [node.name.value, node]),
    ),
  )

/**
 * The operation asked for, if it is one that we compile. Null: a mutation or subscription, introspection, `@defer`,
 * `@stream`, a response key that names a prototype, or no such operation.
 */
export const supportedOperation = (
  document: DocumentNode,
  name: string | null | undefined,
): { operation: OperationDefinitionNode; fragments: Fragments } | null => {
  const operation = operationOf(document, name)
  if (operation?.operation !== OperationTypeNode.QUERY || usesRefused(document)) return null
  return { operation, fragments: fragmentsOf(document) }
}
