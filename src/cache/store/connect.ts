import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress } from './address.ts'

export type Client = Redis | Cluster

/**
 * With ioredis' own defaults a call to a server that hangs never settles, and one to a server that is away takes 73 s.
 * Each call has its own, shorter limit in guard.ts; these end what it leaves behind: handshakes, dead sockets.
 */
const limits = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 500,
  // Longer than a burst of requests keeps the process from reading replies; a server that hangs is told by the socket's.
  commandTimeout: 2_000,
  socketTimeout: 1_000,
  keepAlive: 5_000,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  connectionName: 'lien-thong',
  // After a failover the old master is a replica that refuses writes: connect anew to find the new one.
  reconnectOnError: (error: Error) => /^(READONLY|MASTERDOWN|UNBLOCKED)/.test(error.message),
} satisfies RedisOptions

/** Soon, and not all replicas at the same moment. */
const retryDelayMs = (times: number): number => Math.min(times * 50, 500) + Math.random() * 100

const optionsFor = ({ username, password, tls, database }: RedisAddress) => ({
  ...limits,
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
  ...(tls && { tls: {} }),
  ...(database > 0 && { db: database }),
})

const placeOf = (address: RedisAddress) => {
  const [first = { host: '127.0.0.1', port: 6379 }] = address.hosts
  if (address.kind !== 'sentinel') return first
  return {
    sentinels: [...address.hosts],
    ...(address.master !== undefined && { name: address.master }),
    sentinelCommandTimeout: 500,
    sentinelRetryStrategy: retryDelayMs,
    // The sentinels tell of a failover even when the old master still answers.
    failoverDetector: true,
    enableTLSForSentinelMode: address.tls,
    ...(address.tls && { sentinelTLS: {} }),
  }
}

const silence = (): void => {
  // Every failure is told by the call that failed; an 'error' event without a listener would be printed.
}

const connectCluster = (address: RedisAddress): Cluster => {
  const cluster = new Cluster([...address.hosts], {
    enableOfflineQueue: false,
    clusterRetryStrategy: retryDelayMs,
    // Waiting inside the client would outlast the caller's patience.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    retryDelayOnTryAgain: 0,
    maxRedirections: 3,
    slotsRefreshTimeout: 500,
    slotsRefreshInterval: 2_000,
    redisOptions: optionsFor(address),
  })
  // A node is otherwise connected to by its first command, which is lost.
  cluster.on('+node', (node: Redis) => {
    if (node.status === 'wait') node.connect().catch(silence)
  })
  return cluster
}

export interface Connection {
  readonly client: Client
  readonly close: () => void
}

/**
 * ioredis gives up for good, whatever its retry strategy says, when the sentinels tell of a new master at the very moment
 * at which it asks them for one: what ends the old connection ends the attempt as well. The end is ours alone to call.
 */
const keepConnecting = (client: Client): Connection => {
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  client.on('end', () => {
    if (isClosed) return
    timer = setTimeout(() => void client.connect().catch(silence), retryDelayMs(1))
  })
  return {
    client,
    close() {
      isClosed = true
      clearTimeout(timer)
      client.disconnect()
    },
  }
}

/** Connects in the background, again and again: a server that is away at the start is no reason not to start. */
export const connect = (address: RedisAddress): Connection => {
  const client =
    address.kind === 'cluster'
      ? connectCluster(address)
      : new Redis({ ...optionsFor(address), ...placeOf(address), retryStrategy: retryDelayMs })
  client.on('error', silence)
  return keepConnecting(client)
}

/** The masters that can be asked now: one, or those of the cluster. */
export const mastersOf = (client: Client): readonly Redis[] =>
  (client instanceof Cluster ? client.nodes('master') : [client]).filter(
    ({ status }) => status === 'ready',
  )

/** One more connection, for messages. It does not come back by itself: see subscription.ts. Null: there is no server to ask. */
export const connectListener = (client: Client, address: RedisAddress): Redis | null => {
  const masters = mastersOf(client)
  const node = masters[Math.floor(Math.random() * masters.length)]
  const place = address.kind === 'cluster' ? node && placeOfNode(node) : placeOf(address)
  if (place === undefined) return null
  const listener = new Redis({ ...optionsFor(address), ...place, retryStrategy: () => null })
  listener.on('error', silence)
  return listener
}

const placeOfNode = ({ options }: Redis) => ({
  ...(options.host !== undefined && { host: options.host }),
  ...(options.port !== undefined && { port: options.port }),
})
