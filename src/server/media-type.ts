const graphqlJson = 'application/graphql-response+json'

type Accept = string | undefined

/** Whether a client understands that the status of an answer speaks of the operation, not of the way to it alone. */
export const acceptsGraphqlJson = (accept: Accept): boolean =>
  accept?.includes(graphqlJson) ?? false

/**
 * Whether a client asks for the older form by name: it takes any status but 200 for a broken way, and would not read
 * what the answer says. Who asks for nothing in particular is told by the status.
 */
export const wantsPlainJson = (accept: Accept): boolean =>
  (accept?.includes('application/json') ?? false) && !acceptsGraphqlJson(accept)

export const graphqlJsonType = `${graphqlJson}; charset=utf-8`
