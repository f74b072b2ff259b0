import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { DestinationStream } from 'pino'
import { createFollowUp } from './access/follow-up.ts'
import { createIdentify } from './access/identity.ts'
import { openAccess } from './access/index.ts'
import { openAudit } from './audit/index.ts'
import { type Clock, createCache, openShared } from './cache/index.ts'
import type { Config } from './config.ts'
import { createAdmin } from './server/admin.ts'
import type { CacheState, Health } from './server/health.ts'
import { createServer, type Extension } from './server/index.ts'
import { SourceOutcomes } from './lib/outcomes.ts'
import { createSources } from './sources/index.ts'
import { createLog, faultFields, logAlarms } from './telemetry/log.ts'
import { createMetrics } from './telemetry/metrics.ts'

export interface AppOptions {
  /** The present moment; tests freeze it. */
  readonly now?: () => Date
  /** By which records age; tests move it. */
  readonly clock?: Clock
  readonly extensions?: readonly Extension[]
  readonly logTo?: DestinationStream
  /** Whether it opens the admin port; of several workers on one port none does. */
  readonly hasAdmin?: boolean
}

export interface App {
  readonly url: string
  readonly adminUrl: string
  health(): Health
  stop(): Promise<void>
}

const listen = async (
  server: FastifyInstance,
  host: string,
  port: number,
  scheme = 'http',
): Promise<string> => {
  await server.listen({ host, port })
  const { port: bound } = server.server.address() as AddressInfo
  return `${scheme}://${host}:${bound}`
}

/** Builds everything from the bottom up and listens; `stop` takes it down from the top. */
export const startApp = async (config: Config, options: AppOptions = {}): Promise<App> => {
  const now = options.now ?? (() => new Date())
  const log = createLog(config.logLevel, options.logTo)
  const metrics = createMetrics()
  const silence = logAlarms(log)
  const shared = config.cache.redis && (await openShared(config.cache.redis))
  const cache = createCache({
    ...config.cache,
    hasSiblings: config.workers > 1,
    ...(options.clock && { clock: options.clock }),
    ...(shared && { shared }),
  })
  metrics.watchCache(() => cache.figures())
  const audit = await openAudit(config.audit, { now })
  const access = openAccess(config.access, { audit, now })
  const sources = createSources(config, {
    cache,
    now,
    slots: shared?.store.slots ?? null,
    isHidden: (citizen, number) => access.isHidden(citizen, number),
  })
  const followUp = createFollowUp({
    audit,
    dossiers: () => sources.loaders(new SourceOutcomes()).dossiers,
    now,
    settings: config.followUp,
    onFault: (error) => log.error({ event: 'follow-up', ...faultFields(error) }),
  })
  const identify = createIdentify(config.identity, options.clock)
  const closeBelow = async (): Promise<void> => {
    await sources.close()
    await audit.close()
    access.close()
    await cache.close()
    await shared?.close()
  }
  const server = await createServer(
    config,
    { identify, sources, access, now, log, onDrop: (listener) => cache.onDrop(listener) },
    options.extensions,
  ).catch(async (error: unknown) => {
    // Registered operations that cannot be used: nothing may keep a process alive that serves nobody.
    await closeBelow()
    throw error
  })
  let isReady = false
  const cacheState = (): CacheState => {
    if (shared === undefined) return 'alone'
    return shared.store.status === 'ready' ? 'shared' : 'degraded'
  }
  const health = (): Health => ({
    personal: audit.state(),
    cache: cacheState(),
    sources: metrics.sources(),
  })
  const admin = createAdmin({ isReady: () => isReady, health, metrics: () => metrics.text() })

  const stop = async (): Promise<void> => {
    isReady = false
    await server.stop()
    await followUp.stop()
    await closeBelow()
    await admin.close()
    silence()
    metrics.close()
  }

  try {
    const { hasAdmin = true } = options
    const adminUrl = hasAdmin ? await listen(admin, config.host, config.adminPort) : ''
    const url = await listen(server.http, config.host, config.port, config.tls && 'https')
    sources.start()
    followUp.start()
    isReady = true
    return { url, adminUrl, health, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
