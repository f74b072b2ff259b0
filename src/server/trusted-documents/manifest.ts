import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isRecord } from '../../lib/secrets.ts'

export interface RegisteredDocument {
  readonly id: string
  readonly text: string
}

export interface Manifest {
  readonly documents: readonly RegisteredDocument[]
  readonly problems: readonly string[]
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const isHash = (id: string): boolean => /^[0-9a-f]{64}$/i.test(id)

/** Longer ids are nobody's. */
const maxIdLength = 200

const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
})

const broken = (problem: string): Manifest => ({ documents: [], problems: [problem] })

/** A form of its own for each: whoever writes `format` means Apollo's. */
const documentsIn = (content: Record<string, unknown>): readonly RegisteredDocument[] | null => {
  if (Object.hasOwn(content, 'format'))
    return (
      apollo.safeParse(content).data?.operations.map(({ id, body }) => ({ id, text: body })) ?? null
    )
  return Object.entries(content).every(([, text]) => typeof text === 'string')
    ? Object.entries(content).map(([id, text]) => ({ id, text: String(text) }))
    : null
}

const idProblem = ({ id, text }: RegisteredDocument, isTwice: boolean): string | null => {
  if (id === '' || id.length > maxIdLength)
    return `an id of 1 to ${maxIdLength} characters is needed`
  if (isTwice) return `${id}: the id stands twice`
  return isHash(id) && id !== sha256(text) ? `${id}: the id is not the SHA-256 of the text` : null
}

/** Reads what a client's build wrote: Apollo's `apollo-persisted-query-manifest`, version 1, or Relay's `{id: text}`. */
export const readManifest = (file: string): Manifest => {
  let content: unknown
  try {
    content = JSON.parse(file)
  } catch {
    return broken('not JSON')
  }
  const documents = isRecord(content) ? documentsIn(content) : null
  if (documents === null)
    return broken(
      'neither an Apollo manifest (apollo-persisted-query-manifest, version 1) nor Relay’s {id: text}',
    )
  const met = new Set<string>()
  const problems = documents.flatMap((document) => {
    const problem = idProblem(document, met.has(document.id))
    met.add(document.id)
    return problem === null ? [] : [problem]
  })
  return { documents, problems }
}
