import { createHash } from 'node:crypto'

type TimestampUnit = 'milliseconds' | 'seconds'

/** What the signature is made of. The secret itself is never sent. */
interface SignedParts {
  /** Path of the service, with whatever path the base URL has; no query. */
  readonly path: string
  readonly user: string
  readonly timestamp: string
  readonly secret: string
}

/** UNIX time; both units occur among the systems that are connected today. */
export const toTimestamp = (nowMs: number, unit: TimestampUnit): string =>
  String(unit === 'seconds' ? Math.floor(nowMs / 1000) : nowMs)

/** `Basic base64(user:sha256hex(path + user + timestamp + secret))`, in lower-case hex. */
export const basicSignature = ({ path, user, timestamp, secret }: SignedParts): string => {
  const hash = createHash('sha256').update(`${path}${user}${timestamp}${secret}`).digest('hex')
  return `Basic ${Buffer.from(`${user}:${hash}`).toString('base64')}`
}
