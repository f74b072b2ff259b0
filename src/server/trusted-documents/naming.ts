import { z } from 'zod'
import { BadInputError } from '../../lib/errors.ts'
import { isRecord } from '../../lib/secrets.ts'
import { sha256 } from './manifest.ts'

/** The parameters of a request, from its body or its URL. */
export type Parameters = Readonly<Record<string, unknown>>

/** Which operation a request asks for: by an id, or by its text, which may come with a hash. */
export type Named = { readonly id: string } | { readonly text: string; readonly hasHash: boolean }

const persistedQuery = z.object({ version: z.literal(1), sha256Hash: z.string().min(1).max(200) })
const documentId = z.string().min(1).max(200)

const checked = <T>(schema: z.ZodType<T>, value: unknown, argument: string): T | null => {
  if (value === undefined || value === null) return null
  const result = schema.safeParse(value)
  if (!result.success) throw new BadInputError(argument, 'not as the protocol has it')
  return result.data
}

/** The appendix on persisted documents writes a hash with its method before it. */
const withoutMethod = (id: string): string => id.replace(/^sha256:(?=[0-9a-f]{64}$)/, '')

const byText = (text: string, hash: string | null): Named => {
  if (hash !== null && hash !== sha256(text))
    throw new BadInputError('persistedQuery', 'the hash is not that of the query')
  return { text, hasHash: hash !== null }
}

const textIn = ({ query }: Parameters): string | null =>
  typeof query === 'string' && query !== '' ? query : null

const hashIn = ({ extensions }: Parameters): string | null => {
  if (!isRecord(extensions)) return null
  return checked(persistedQuery, extensions['persistedQuery'], 'persistedQuery')?.sha256Hash ?? null
}

/** Null where Apollo Server finds nothing to run. Throws BadInputError where two names are given, or one not to be read. */
export const nameOf = (parameters: Parameters): Named | null => {
  const id = checked(documentId, parameters['documentId'], 'documentId')
  const text = textIn(parameters)
  const hash = hashIn(parameters)
  if (id !== null && (text !== null || hash !== null))
    throw new BadInputError('documentId', 'give it without query and persistedQuery')
  if (text !== null) return byText(text, hash)
  const name = id === null ? hash : withoutMethod(id)
  return name === null ? null : { id: name }
}

const without = (record: Parameters, name: string): Parameters =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))

const otherExtensions = ({ extensions }: Parameters): Parameters => {
  const others = isRecord(extensions) ? without(extensions, 'persistedQuery') : {}
  return Object.keys(others).length > 0 ? { extensions: others } : {}
}

/** With the document's text in the place of its id, in a form that Apollo Server reads. */
export const spelled = (parameters: Parameters, text: string): Parameters => ({
  ...without(without(parameters, 'documentId'), 'extensions'),
  ...otherExtensions(parameters),
  query: text,
})
