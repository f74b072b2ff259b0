import { z } from 'zod'

const readAhead = z.strictObject({
  enabled: z.boolean().default(true),
  /** Detail calls a second, at most. */
  perSecond: z.number().positive().max(100).default(5),
  /** How long after the start the first call is made. */
  delayMs: z.number().int().nonnegative().default(1000),
})

/** The agency's account at the adapter, and how hard the adapter may be asked. */
export const proceduresSettings = z.strictObject({
  baseUrl: z.url(),
  authPath: z.string().startsWith('/').default('/auth'),
  /** Catalogues. */
  sharePath: z.string().startsWith('/').default('/share'),
  /** Details of one procedure. */
  integrationPath: z.string().startsWith('/').default('/integration'),
  username: z.string().min(1),
  password: z.string().min(1),
  /** Member code of the destination, sent as the header `dstcode`. */
  dstcode: z.string().min(1),
  /** The agency's own code, in every call. */
  madonvi: z.string().min(1),
  deadlineMs: z.number().int().positive().default(10_000),
  connections: z.number().int().positive().default(8),
  maxResponseBytes: z
    .number()
    .int()
    .positive()
    .default(8 * 2 ** 20),
  attempts: z.number().int().positive().default(2),
  /** Detail calls at once, those of the read-ahead included. */
  maxConcurrent: z.number().int().positive().default(8),
  readAhead: readAhead.prefault({}),
})
export type ProceduresSettings = z.infer<typeof proceduresSettings>
