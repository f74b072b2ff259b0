import type { z } from 'zod'

/** What the admin server says. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  text: `${JSON.stringify(value, null, 2)}\n`,
})

export const page = (text: string): Answer => ({
  status: 200,
  contentType: 'text/html; charset=utf-8',
  text,
})

/** Thrown where a request cannot be followed. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly answer: Answer
  constructor(status: number, error: string, field?: string) {
    super(error)
    this.answer = json(status, { error, ...(field !== undefined && { field }) })
  }
}

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new Refusal(400, 'The body is not JSON')
  }
}

/**
 * Reads a JSON body.
 *
 * @throws Refusal 400 naming the field that is wrong
 */
export const decode = <T>(schema: z.ZodType<T>, body: Buffer): T => {
  const result = schema.safeParse(parseJson(body))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new Refusal(400, issue?.message ?? 'Invalid', field)
}
