import closeWithGrace from 'close-with-grace'
import { startApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import { logCrash } from './telemetry/log.ts'

const explain = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'A port is already in use: set PORT or ADMIN_PORT. / Cổng đã được dùng: đặt PORT hoặc ADMIN_PORT.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

try {
  const config = readConfig(process.env)
  const app = await startApp(config)
  console.log(`Liên Thông: ${app.url}/graphql  (health and figures: ${app.adminUrl})`)
  closeWithGrace({ delay: 10_000, logger: false }, ({ err }) => {
    if (err) logCrash(config.logLevel, err)
    return app.stop()
  })
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
