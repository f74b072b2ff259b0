import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { type App, startApp } from '../src/app.ts'
import { checkConfig, ConfigError } from '../src/config.ts'
import { isRecord } from '../src/lib/secrets.ts'
import { hasCode } from '../src/lib/error-code.ts'
import { logCrash } from '../src/telemetry/log.ts'
import { idePage } from './ide.ts'
import { isReadyMessage } from './ready.ts'

/** The simulated government has a process of its own: what it costs is not the gateway's, nor are its flags. */
const startGovernment = async () => {
  const child = fork(fileURLToPath(new URL('../mocks/main.ts', import.meta.url)), {
    stdio: 'inherit',
    execArgv: [],
  })
  const stop = async () => {
    if (child.exitCode !== null || !child.kill('SIGTERM')) return
    await once(child, 'exit')
  }
  const failed = once(child, 'exit').then(() => {
    throw new ConfigError(['the simulated government did not start'])
  })
  const ready = once(child, 'message').then(([message]: unknown[]) => {
    if (isReadyMessage(message)) return message
    throw new ConfigError(['the simulated government sent no configuration'])
  })
  try {
    const { gatewayConfig, sandboxUrl } = await Promise.race([ready, failed])
    return { gatewayConfig, sandboxUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const explain = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message
  if (hasCode(error, 'EADDRINUSE'))
    return 'A port is already in use: set PORT, ADMIN_PORT or MOCKS_PORT. / Cổng đã được dùng: đặt PORT, ADMIN_PORT hoặc MOCKS_PORT.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** The demonstration keeps its access log where its visitors can look into it: `npm run audit:verify`. */
const withOwnRecord = (config: unknown): unknown =>
  isRecord(config) ? { ...config, audit: {} } : config

/** Where a dashboard under development runs: Vite's two usual ports. */
const localDashboard = ['http://localhost:5173', 'http://localhost:4173']

const banner = ({ url, adminUrl }: App): string => {
  const address = url.replace('127.0.0.1', 'localhost')
  return `
  Liên Thông đang chạy / is running

    GraphQL           ${address}/graphql
    Trang thử / IDE   ${address}/
    Health, figures   ${adminUrl}/readyz

  Ctrl+C để dừng / to stop
`
}

const run = async (): Promise<void> => {
  const government = await startGovernment()
  const opened = [government.stop]
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  closeWithGrace({ delay: 10_000, logger: false }, ({ err }) => {
    if (err) logCrash('error', err)
    return stop()
  })
  try {
    const config = {
      ...checkConfig(withOwnRecord(government.gatewayConfig), process.env),
      cors: { origins: localDashboard },
    }
    const app = await startApp(config, {
      extensions: [idePage(config.identity.issuer, government.sandboxUrl)],
    })
    opened.push(() => app.stop())
    console.log(banner(app))
  } catch (error) {
    await stop()
    throw error
  }
}

run().catch((error: unknown) => {
  console.error(explain(error))
  process.exitCode = 1
})
