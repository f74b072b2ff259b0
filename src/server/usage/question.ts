import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { LogPart } from '../../access/access-log.ts'
import type { Actor } from '../../access/actor.ts'
import { AccessError } from '../../access/errors.ts'
import { parseDateTime, toInstant } from '../../domain/dates.ts'
import { parsePersonalId, type PersonalId } from '../../domain/ids.ts'
import { BadInputError } from '../../lib/errors.ts'
import type { UsageSettings } from './settings.ts'

/** The most entries of one answer, and how many there are where nobody says. */
const mostUsages = 1_000
const mostOffset = 2 ** 31 - 1

/** The protocol writes a country before a number. */
const personCode = (raw: string): PersonalId | null => parsePersonalId(raw.replace(/^VN/i, ''))

const orFail = <T>(read: (raw: string) => T | null, needed: string) =>
  z.string({ error: needed }).transform((raw, context) => {
    const value = read(raw)
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: needed })
    return z.NEVER
  })

/** In a URL an unescaped `+` reads as a blank, and every moment of Viet Nam has one. */
const readMoment = (raw: string): number | null => {
  const text = raw.replace(/ (?=\d{2}:\d{2}$)/, '+')
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? parseDateTime(text) : null
  return moment && toInstant(moment).getTime()
}

const moment = orFail(readMoment, 'a moment such as 2026-11-18T08:00:00+07:00 is needed')
const person = orFail(personCode, '12 digits are needed')

const count = (least: number, most: number, byDefault: number) => {
  const error = `a whole number from ${least} to ${most} is needed`
  return z
    .union(
      [
        z.int(),
        z
          .string()
          .regex(/^\d{1,10}$/)
          .transform(Number),
      ],
      { error },
    )
    .pipe(z.int().min(least, { error }).max(most, { error }))
    .default(byDefault)
}

const form = z.strictObject({
  userCode: person.optional(),
  periodStart: moment.optional(),
  periodEnd: moment.optional(),
  offset: count(0, mostOffset, 0),
  limit: count(1, mostUsages, mostUsages),
})
type Form = z.infer<typeof form>

/** Names the parameter and what it needs, never what was given. */
const parse = (raw: unknown): Form => {
  const { data, error } = form.safeParse(raw ?? {})
  if (data !== undefined) return data
  const [issue] = error.issues
  const name = issue?.path[0]
  if (name === undefined || issue === undefined)
    throw new BadInputError('findUsage', 'has a parameter that the protocol does not know')
  throw new BadInputError(String(name), issue.message)
}

const refuseCodeInUrl = ({ method, query }: FastifyRequest, settings: UsageSettings): void => {
  const isInUrl = Object.hasOwn(query as object, 'userCode')
  if (isInUrl && (method !== 'GET' || !settings.userCodeInUrl))
    throw new BadInputError('userCode', 'never in a URL: send it by POST, in a JSON body')
}

/** The person in whose name is asked, as the header says that the protocol requires. */
const headerPerson = ({ headers }: FastifyRequest): PersonalId | null => {
  const raw = headers['x-road-userid']
  if (raw === undefined) return null
  const code = typeof raw === 'string' ? personCode(raw) : null
  if (code === null) throw new BadInputError('X-Road-UserId', '12 digits are needed')
  return code
}

/**
 * Whose log is asked for. A citizen's token says itself who asks; a portal says it in the header. The protocol lets the two
 * differ where one acts for another: here nobody can tell who may, so that it is refused.
 */
const subjectOf = (
  actor: Actor,
  header: PersonalId | null,
  userCode: PersonalId | undefined,
): PersonalId => {
  const asking = header ?? (actor.role === 'citizen' ? actor.personalId : null)
  if (asking === null) throw new BadInputError('X-Road-UserId', 'the header is needed')
  if (userCode !== undefined && userCode !== asking) throw new AccessError('NOT_GRANTED')
  return asking
}

export interface UsageRequest {
  readonly subject: PersonalId
  readonly part: LogPart
}

const readPart = ({ periodStart, periodEnd, offset, limit }: Form, now: Date): LogPart => {
  const from = periodStart ?? 0
  if (periodEnd !== undefined && periodEnd < from)
    throw new BadInputError('periodEnd', 'a moment not before periodStart is needed')
  return { from, to: periodEnd ?? now.getTime(), offset, limit }
}

/**
 * Reads what is asked, from the query of a GET or the body of a POST.
 *
 * @throws BadInputError where it is not what the protocol has
 * @throws AccessError where nobody has signed in, or one person asks for another
 */
export const readUsageRequest = (
  request: FastifyRequest,
  { actor, now }: { readonly actor: Actor | null; readonly now: Date },
  settings: UsageSettings,
): UsageRequest => {
  refuseCodeInUrl(request, settings)
  if (actor === null) throw new AccessError('UNAUTHENTICATED')
  const asked = parse(request.method === 'POST' ? request.body : request.query)
  const part = readPart(asked, now)
  return { subject: subjectOf(actor, headerPerson(request), asked.userCode), part }
}
