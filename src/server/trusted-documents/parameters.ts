import type { FastifyRequest } from 'fastify'
import { BadInputError } from '../../lib/errors.ts'
import { isRecord } from '../../lib/secrets.ts'
import type { Parameters } from './naming.ts'

/** Where the parameters of a request stand, and how they are put there anew. */
export interface Form {
  readonly parameters: Parameters
  write(parameters: Parameters): void
}

const single = ['query', 'documentId', 'operationName', 'variables', 'extensions']

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Left as it is: Apollo Server refuses what is not JSON.
    return text
  }
}

/**
 * By the parser that Apollo Server has. Fastify's reads bytes that are no text otherwise: with two readings one text
 * would pass for another, and the answer to one be kept for the other.
 */
const read = (search: URLSearchParams): Parameters => {
  for (const name of single)
    if (search.getAll(name).length > 1) throw new BadInputError(name, 'may be given once')
  return Object.fromEntries(
    [...search].map(([name, value]) => [name, name === 'extensions' ? parsed(value) : value]),
  )
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const urlForm = (request: FastifyRequest): Form => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const parameters = read(searchParams)
  request.query = Object.fromEntries(searchParams)
  return {
    parameters,
    write: (written) => {
      const texts = Object.fromEntries(
        Object.entries(written).map(([name, value]) => [name, textOf(value)]),
      )
      request.raw.url = `${pathname}?${new URLSearchParams(texts).toString()}`
      request.query = texts
    },
  }
}

/** In the URL of a GET, in the body of a POST; null where there are none. */
export const formOf = (request: FastifyRequest): Form | null => {
  if (request.method === 'GET') return urlForm(request)
  const { body } = request
  return isRecord(body) ? { parameters: body, write: (written) => (request.body = written) } : null
}
