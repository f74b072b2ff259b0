import { createIdentify } from '../../src/access/identity.ts'
import { openAccess } from '../../src/access/index.ts'
import { createCache, openShared } from '../../src/cache/index.ts'
import { readConfig } from '../../src/config.ts'
import { createAdmin } from '../../src/server/admin.ts'
import { createServer } from '../../src/server/index.ts'
import { createLog, logAlarms } from '../../src/telemetry/log.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { createBatchSources } from '../batch/sources.ts'
import { openOrSilence } from './silent-audit.ts'

/*
 * The gateway, built as src/app.ts builds it, over the bench's batch service: its server, executor, access checks, audit,
 * cache and dossier search as they are.
 */

const config = readConfig(process.env)
const now = () => new Date()
const log = createLog(config.logLevel)
const metrics = createMetrics()
logAlarms(log)
const shared = config.cache.redis && (await openShared(config.cache.redis))
const cache = createCache({ ...config.cache, ...(shared && { shared }) })
metrics.watchCache(() => cache.figures())
const audit = await openOrSilence(config.audit, { now })
const access = openAccess(config.access, { audit, now })
const sources = createBatchSources(config, {
  cache,
  now,
  slots: shared?.store.slots ?? null,
  isHidden: (citizen) => access.isHidden(citizen),
})
const identify = createIdentify(config.identity)
const onDrop = (listener: () => void): void => cache.onDrop(listener)
const server = await createServer(config, { identify, sources, access, now, log, onDrop })
const admin = createAdmin({
  isReady: () => true,
  health: () => ({ personal: audit.state(), cache: 'alone', sources: metrics.sources() }),
  metrics: () => metrics.text(),
})
await server.http.listen({ host: '127.0.0.1', port: config.port })
await admin.listen({ host: '127.0.0.1', port: config.adminPort })
