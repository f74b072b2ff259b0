import { z } from 'zod'
import { parseOrganisationCode, parsePersonalId, parseUnitCode } from '../domain/ids.ts'
import { type Actor, roles } from './actor.ts'
import { InvalidTokenError } from './errors.ts'

const orFail = <In, Out>(parse: (raw: In) => Out | null) =>
  z.custom<In>().transform((raw, context) => {
    const value = parse(raw)
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: 'not valid' })
    return z.NEVER
  })

const unit = z.string().pipe(orFail(parseUnitCode))
const person = z.string().pipe(orFail(parsePersonalId))
const client = {
  client_id: z.string().min(1).max(200),
  communes: z.array(unit).default([]),
  province: unit.nullish().transform((code) => code ?? null),
}

const claims = z.discriminatedUnion('role', [
  z.object({
    ...client,
    role: z.literal('officer'),
    officer_id: person,
    unit: z.string().pipe(orFail(parseOrganisationCode)),
    account: z.string().max(100).nullish(),
  }),
  z.object({ ...client, role: z.literal('citizen'), personal_id: person }),
  z.object({ ...client, role: z.enum(roles).exclude(['officer', 'citizen']) }),
])

/** Reads who is asking out of a verified token. Throws InvalidTokenError where it does not say. */
export const toActor = (payload: unknown): Actor => {
  const { data } = claims.safeParse(payload)
  if (data === undefined) throw new InvalidTokenError('CLAIMS')
  const { client_id: clientId, communes, province } = data
  const common = { clientId, communes, province }
  if (data.role === 'citizen') return { ...common, role: data.role, personalId: data.personal_id }
  if (data.role !== 'officer') return { ...common, role: data.role }
  const { role, officer_id: officerId, unit: organisation, account } = data
  return { ...common, role, officerId, organisation, account: account ?? null }
}
