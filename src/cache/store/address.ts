import { z } from 'zod'

export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster'
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
  /** The name of the master that the sentinels watch. */
  readonly master: string | undefined
  readonly database: number
}

const form =
  /^(?<scheme>rediss?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^/?#]*))?(?:\?db=(?<db>\d{1,2}))?$/
const hostForm = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(?<port>\d{1,5}))?$/
const defaultPorts = { single: 6379, sentinel: 26_379, cluster: 6379 }

const parseHost = (text: string, defaultPort: number) => {
  const { host, port } = hostForm.exec(text)?.groups ?? {}
  if (host === undefined) return null
  const number = port === undefined ? defaultPort : Number(port)
  return number < 1 || number > 65_535 ? null : { host: host.replace(/^\[|\]$/g, ''), port: number }
}

const decode = (text: string | undefined): string | undefined => {
  try {
    return text === undefined || text === '' ? undefined : decodeURIComponent(text)
  } catch {
    return text
  }
}

const kindOf = (text: string | undefined): RedisAddress['kind'] =>
  text === 'sentinel' || text === 'cluster' ? text : 'single'

/**
 * Reads `redis://host:port/database`, `redis+sentinel://host:port,host:port/master?db=1` and `redis+cluster://host:port,host:port`,
 * each with `rediss` for TLS and `user:password@`. Null: none of these.
 */
export const parseRedisUrl = (url: string): RedisAddress | null => {
  const groups = form.exec(url)?.groups
  if (groups === undefined) return null
  const kind = kindOf(groups['kind'])
  const path = decode(groups['path'])
  const hosts = (groups['hosts'] ?? '')
    .split(',')
    .flatMap((host) => parseHost(host, defaultPorts[kind]) ?? [])
  const address = {
    kind,
    hosts,
    tls: groups['scheme'] === 'rediss',
    username: decode(groups['user']),
    password: decode(groups['password']),
    master: kind === 'sentinel' ? path : undefined,
    database: Number(groups['db'] ?? (kind === 'single' ? (path ?? 0) : 0)),
  }
  return hosts.length === groups['hosts']?.split(',').length && isWellFormed(address, path)
    ? address
    : null
}

const isWellFormed = (
  { kind, hosts, master, database }: RedisAddress,
  path: string | undefined,
): boolean => {
  if (!Number.isInteger(database)) return false
  if (kind === 'single') return hosts.length === 1
  return kind === 'sentinel' ? master !== undefined : path === undefined && database === 0
}

/** Where the shared tier is, and the file with the keys that seal what is kept there. */
export const redisSettings = z.strictObject({
  url: z.string().refine((url) => parseRedisUrl(url) !== null, {
    error:
      'an address such as redis://host:6379, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379 is needed',
  }),
  keyRing: z.string().min(1),
  /** How long a call may take before it counts as failed. */
  commandTimeoutMs: z.int().min(5).max(1_000).default(50),
  /** How long a replica that hears nothing may go on serving from its memory. A drop waits as long for one that is silent. */
  trustMs: z.int().min(100).max(30_000).default(2_000),
})
export type RedisSettings = z.infer<typeof redisSettings>
