import { z } from 'zod'
import type { Fault } from '../support/faults.ts'

const times = { times: z.int().min(1).max(1_000_000).optional() }

const plainKinds = [
  'down',
  'cut',
  'garbage',
  'html',
  'oversize',
  'empty',
  'reordered',
  'missing',
  'extra',
  'wrong-person',
  'unknown-enum',
  'expired-session',
] as const

export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slow'), ms: z.int().min(0).max(600_000), ...times }),
  z.strictObject({ kind: z.literal('status'), status: z.int().min(300).max(599), ...times }),
  z.strictObject({ kind: z.literal(plainKinds), ...times }),
])

/** Every kind a visitor may switch on. */
export const faultKinds: readonly Fault['kind'][] = ['slow', 'status', ...plainKinds]

/** Without `times` where none was given: an absent key and an undefined one differ for `Fault`. */
export const toFault = ({ times, ...kind }: z.infer<typeof faultSchema>): Fault =>
  times === undefined ? kind : { ...kind, times }
