import { z } from 'zod'

/** How many dossiers one answer holds, but for the stories of longer and shorter pages. */
export const usualPage = 50

/** What a commune's one-stop software shows: the newest 50 dossiers with procedure and person. */
const query = `query Board($commune: UnitCode!, $receivedTo: Date!, $first: Int!) {
  dossiers(filter: { commune: $commune, receivedTo: $receivedTo }, first: $first) {
    nodes {
      code status receivedAt
      procedure { code name onlineLevel }
      citizen {
        __typename
        ... on Citizen { fullName birthDate gender }
        ... on NotMatchable { missing }
        ... on AccessDenied { reason }
        ... on SourceUnavailable { source }
      }
      receivedBy { name commune { code name } }
    }
    pageInfo { hasNextPage endCursor }
    coverage { asked answered missing { instance reason } }
  }
}`

const dayMs = 86_400_000

/** Yesterday in Viet Nam. What arrives while the bench runs must not make two contenders' answers differ. */
const yesterday = (now: Date): string =>
  new Date(now.getTime() + 7 * 3_600_000 - dayMs).toISOString().slice(0, 10)

/** The same bytes for every contender; those without GraphQL read only the variables. */
export const boardRequest = (commune: string, now: Date, first = usualPage): string =>
  JSON.stringify({
    query,
    variables: { commune, receivedTo: yesterday(now), first },
  })

const answerSchema = z.strictObject({
  data: z.object({
    dossiers: z.object({
      nodes: z.array(z.object({ citizen: z.object({ __typename: z.string() }) })),
    }),
  }),
  extensions: z.unknown().optional(),
})

/**
 * A page that is short, has errors or lacks most of its people was cheaper to make than the real one. Of a long page the
 * newest count: dossiers that ended a month ago show nobody any more.
 */
export const checkBoard = (answer: unknown, first = usualPage): void => {
  const { nodes } = answerSchema.parse(answer).data.dossiers
  if (nodes.length !== first) throw new Error(`${nodes.length} dossiers in place of ${first}`)
  const newest = nodes.slice(0, usualPage)
  const found = newest.filter(({ citizen }) => citizen.__typename === 'Citizen')
  if (found.length < newest.length / 2)
    throw new Error(`only ${found.length} of ${newest.length} dossiers came with their citizen`)
}
