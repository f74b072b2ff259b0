import { GraphQLError, type GraphQLFormattedError, type Token, TokenKind } from 'graphql'

const nameBefore = (token: Token | null | undefined): string | undefined => {
  let at = token?.prev
  while (at && at.kind !== TokenKind.COLON) at = at.prev
  return at?.prev?.value
}

/** The argument or input field at which a value in the document stands. */
const argumentAt = (error: unknown): string | undefined => {
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined
  return node?.kind.endsWith('Value') ? nameBefore(node.loc?.startToken) : undefined
}

/** Keys of a value stand in graphql-js's text as they were given: only what can be a path is taken for one. */
const variablePath = (message: string): string | undefined => {
  const name = /^Variable "\$(\w+)" (?:got invalid value|of required type|of non-null type)/.exec(
    message,
  )?.[1]
  if (name === undefined) return undefined
  const path = [...message.matchAll(/ at "(\w+(?:\.[A-Za-z]+|\[\d{1,5}\])+)"; /g)].at(-1)?.[1]
  return path !== undefined && /^\w+/.exec(path)?.[0] === name ? path : name
}

/** Of a literal that turns out wrong only once a variable in it is known. */
const lateArgument = (message: string): string | undefined =>
  /^Argument "(\w+)" (?:has invalid value|of required type|of non-null type)/.exec(message)?.[1]

const needIn = (message: string): string | undefined => {
  const missing = /Field "([\w.]+)" of required type "[^"]+" was not provided\.$/.exec(message)?.[1]
  if (missing !== undefined) return `${missing} is needed`
  return /(?:^|; )(\w+: [^;"]*needed[^;"]*)$/.exec(message)?.[1]
}

/** Whether graphql-js, not a resolver, found the input wrong; it gives that no code of its own while executing. */
export const isLateInputError = (error: unknown): error is GraphQLError =>
  error instanceof GraphQLError && !error.originalError && lateArgument(error.message) !== undefined

/** The syntax error without the token that was found, which may be a value. */
const withoutToken = (message: string): string =>
  message.replace(/(?:(\b(?:Name|Int|Float|String|BlockString))|:) ".*$/s, '$1.')

/** graphql-js quotes what it was given in its texts; those are rebuilt from the argument's name. */
export const withoutValue = (
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError => {
  const { message } = formatted
  if (message.startsWith('Syntax Error: ')) return { ...formatted, message: withoutToken(message) }
  if (message.startsWith('Unknown operation named'))
    return { ...formatted, message: 'The document has no operation of this name.' }
  const argument = variablePath(message) ?? lateArgument(message) ?? argumentAt(error)
  if (argument === undefined) return formatted
  return {
    ...formatted,
    message: `${argument}: ${needIn(message) ?? 'not a valid value'}`,
    extensions: { code: 'BAD_USER_INPUT', retryable: false, argument },
  }
}
