import { z } from 'zod'

const path = z.string().regex(/^\/\S*$/, 'must start with a slash')
const filled = z.string().min(1)

/** Values of HTTP headers: anything else could end one header and start another. */
const headerValue = filled.regex(/^[\x21-\x7E]+$/, 'must be printable ASCII without spaces')

const common = {
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Path of TraCuuThongTinCongDan behind the base URL. It is part of what is signed. */
  path,
  deadlineMs: z.int().positive().default(5_000),
  connections: z.int().positive().default(20),
  maxResponseBytes: z
    .int()
    .positive()
    .default(256 * 1024),
  attempts: z.int().min(1).default(2),
  /** The source publishes no rate limit, so the gateway keeps one of its own: questions under way at once, of all replicas. */
  maxConcurrent: z.int().positive().default(20),
  /** What the contract allows a second, all replicas together. Left out: no limit is agreed. */
  callsPerSecond: z.int().positive().optional(),
  /** How many replicas divide that, and maxConcurrent, while they cannot count together. */
  replicas: z.int().positive().default(1),
  /** Among whom a record that is kept may be shared; README.md tells what the wider ones hide from the source. */
  sharedBy: z.enum(['officer', 'unit', 'subject']).default('officer'),
}

/** SOAP over the national bus, every question signed. */
const xRoad = z.strictObject({
  ...common,
  transport: z.literal('x-road'),
  credentials: z.strictObject({
    user: filled.regex(/^[^:]+$/, 'must not hold a colon'),
    secret: filled,
    /** Member path of the calling system. */
    xRoadClient: headerValue,
    apiKey: headerValue,
    /** Both occur; the operator of the bus says which. */
    timestampUnit: z.enum(['milliseconds', 'seconds']).default('milliseconds'),
  }),
})

/** A province's integration platform: a token, the officer's own key, JSON. */
const lgsp = z.strictObject({
  ...common,
  transport: z.literal('lgsp'),
  tokenPath: path,
  credentials: z.strictObject({
    accessKey: filled,
    secretKey: filled,
    appName: filled,
    partnerCode: filled,
    partnerCodeCus: filled,
    userNameService: filled,
    /** The platform knows each officer by a key of their own; by personal id. Others are refused without asking. */
    officers: z.record(
      z.string().regex(/^\d{12}$/),
      z.strictObject({ key: filled, password: filled }),
    ),
  }),
})

/** Named, so that whoever tries it learns why it is not there. */
const ndop = z.looseObject({ transport: z.literal('ndop') }).transform((_, context): never => {
  context.addIssue({
    code: 'custom',
    path: ['transport'],
    message: 'NDOP has no public contract yet: use x-road or lgsp',
  })
  return z.NEVER
})

export const populationSettings = z.discriminatedUnion('transport', [xRoad, lgsp, ndop])

export type XRoadSettings = z.infer<typeof xRoad>
export type LgspSettings = z.infer<typeof lgsp>
export type PopulationSettings = XRoadSettings | LgspSettings
