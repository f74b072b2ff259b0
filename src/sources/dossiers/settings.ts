import { z } from 'zod'
import { parseOrganisationCode, parseUnitCode } from '../../domain/ids.ts'

const provinceCode = z.string().transform((raw, context) => {
  const code = parseUnitCode(raw)
  if (code?.length === 2) return code
  context.addIssue('is not the 2-digit code of a province')
  return z.NEVER
})

const organisationPrefix = z.string().transform((raw, context) => {
  const code = parseOrganisationCode(raw)
  if (code !== null) return code
  context.addIssue('is not an organisation code')
  return z.NEVER
})

const count = z.number().int().positive()

const common = {
  /** How answers, logs and metrics name this installation. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not kebab-case'),
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Provinces it serves, by today's codes; a question about one of them asks the whole installation. */
  provinces: z.array(provinceCode).min(1),
  /** Organisation codes at the front of its dossiers' codes: a merged province has several. */
  organisationPrefixes: z.array(organisationPrefix).min(1),
  /** What this installation cannot do although its dialect can, because it is old or not fully opened to us. */
  lacks: z.array(z.enum(['list', 'byApplicant', 'steps'])).default([]),
  deadlineMs: count.default(4000),
  connections: count.default(10),
  maxResponseBytes: count.default(4 * 2 ** 20),
  attempts: count.default(2),
  maxConcurrent: count.default(8),
}

const igate = z.strictObject({
  ...common,
  dialect: z.literal('igate'),
  credentials: z.strictObject({
    /** Keycloak's address, without `/auth/realms`. */
    ssoUrl: z.url({ protocol: /^https?$/ }),
    realm: z.string().min(1).default('digo'),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
  }),
})

const packet = z.strictObject({
  ...common,
  dialect: z.literal('packet'),
  /** Where the adapter of this installation takes logins and questions. */
  authPath: z.string().startsWith('/').default('/auth'),
  integrationPath: z.string().startsWith('/').default('/integration'),
  credentials: z.strictObject({
    username: z.string().min(1),
    password: z.string().min(1),
    /** `madonvi`: the organisation in whose name the gateway asks. */
    organisation: organisationPrefix,
    /** `dstcode`: the destination's member code on the integration platform. */
    destination: z.string().min(1),
  }),
})

const instanceSettings = z.discriminatedUnion('dialect', [igate, packet])

const repeated = (values: readonly string[]): boolean => new Set(values).size < values.length

/** The one-stop systems, one row for each installation. Times in milliseconds, sizes in bytes. */
export const dossiersSettings = z
  .array(instanceSettings)
  .refine((rows) => !repeated(rows.map(({ name }) => name)), 'two instances have one name')
  .refine(
    (rows) => !repeated(rows.flatMap((row) => row.organisationPrefixes)),
    'two instances answer for one organisation prefix',
  )

export type InstanceSettings = z.infer<typeof instanceSettings>
export type IgateSettings = z.infer<typeof igate>
export type PacketSettings = z.infer<typeof packet>
export type DossiersSettings = z.infer<typeof dossiersSettings>
