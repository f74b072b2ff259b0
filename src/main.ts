import cluster from 'node:cluster'
import closeWithGrace from 'close-with-grace'
import { PolicyError, ProtectedRegisterError } from './access/index.ts'
import { startApp } from './app.ts'
import { AuditKeyError } from './audit/index.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { hasCode } from './lib/error-code.ts'
import { TrustedDocumentsError } from './server/trusted-documents/errors.ts'
import { logCrash } from './telemetry/log.ts'
import { answerHealth } from './server/worker-health.ts'
import { startWorkers, WorkersError } from './workers.ts'

const explain = (error: unknown): string => {
  const isExplained = [
    ConfigError,
    WorkersError,
    TrustedDocumentsError,
    PolicyError,
    ProtectedRegisterError,
    AuditKeyError,
  ].some((kind) => error instanceof kind)
  if (isExplained && error instanceof Error) return error.message
  if (hasCode(error, 'EADDRINUSE'))
    return 'A port is already in use: set PORT or ADMIN_PORT. / Cổng đã được dùng: đặt PORT hoặc ADMIN_PORT.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Gives what takes it back: at the end of a process that never started, its exit code is not 0. */
const closeOn = (config: Config, stop: () => Promise<void>): (() => void) => {
  const { uninstall } = closeWithGrace({ delay: 10_000, logger: false }, ({ err }) => {
    if (err) logCrash(config.logLevel, err)
    return stop()
  })
  return uninstall
}

const startPrimary = async (config: Config): Promise<void> => {
  const { workers: count, host, port, adminPort, tls } = config
  const workers = await startWorkers({ count, host, adminPort })
  const forget = closeOn(config, () => workers.stop())
  await workers.started.catch(async (error: unknown) => {
    forget()
    await workers.stop()
    throw error
  })
  console.log(
    `Liên Thông: ${tls ? 'https' : 'http'}://${host}:${port}/graphql in ${count} processes  (health and figures: http://${host}:${adminPort})`,
  )
}

const startSingle = async (config: Config): Promise<void> => {
  const app = await startApp(config, { hasAdmin: !cluster.isWorker })
  closeOn(config, () => app.stop())
  if (cluster.isWorker) {
    answerHealth(() => app.health())
    process.send?.('ready')
  } else console.log(`Liên Thông: ${app.url}/graphql  (health and figures: ${app.adminUrl})`)
}

try {
  const config = readConfig(process.env)
  await (config.workers > 1 && cluster.isPrimary ? startPrimary(config) : startSingle(config))
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
  // Its way to the first process would keep a worker alive that serves nothing.
  cluster.worker?.disconnect()
}
