import { z } from 'zod'
import { parseDossierCode } from '../../domain/ids.ts'
import { BadInputError } from '../../lib/errors.ts'

/** A place in the order of all lists: time of receipt descending (epoch milliseconds), then code ascending. */
export interface Position {
  readonly at: number
  readonly code: string
}

/** A place in one walk through a list, and the moment the walk began: what is received later is not part of it. */
export interface Cursor extends Position {
  readonly until: number
}

/** Negative where `a` comes first. */
export const compare = (a: Position, b: Position): number => {
  if (a.at !== b.at) return b.at - a.at
  if (a.code === b.code) return 0
  return a.code < b.code ? -1 : 1
}

/** The range of Date. */
const moment = z.number().int().min(-8.64e15).max(8.64e15)

const code = z.string().refine((raw) => parseDossierCode(raw)?.code === raw)

/** Version 1. */
const wire = z.strictObject({ v: z.literal(1), until: moment, at: moment, code })

export const encodeCursor = ({ until, at, code }: Cursor): string =>
  Buffer.from(JSON.stringify({ v: 1, until, at, code })).toString('base64url')

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** @throws BadInputError naming `after` */
export const decodeCursor = (after: string): Cursor => {
  const cursor = wire.safeParse(parse(after)).data
  if (cursor === undefined) throw new BadInputError('after', 'is not a cursor of this list')
  return { until: cursor.until, at: cursor.at, code: cursor.code }
}
