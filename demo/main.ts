import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { startApp } from '../src/app.ts'
import { checkConfig, ConfigError } from '../src/config.ts'
import { idePage } from './ide.ts'
import { isReadyMessage } from './ready.ts'

/** The simulated government has a process of its own: what it costs is not the gateway's. */
const startGovernment = async () => {
  const child = fork(fileURLToPath(new URL('../mocks/main.ts', import.meta.url)), { stdio: 'inherit' })
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
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'A port is already in use: set PORT, ADMIN_PORT or MOCKS_PORT. / Cổng đã được dùng: đặt PORT, ADMIN_PORT hoặc MOCKS_PORT.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const run = async (): Promise<void> => {
  const government = await startGovernment()
  closeWithGrace({ delay: 10_000, logger: false }, async () => {
    await app?.stop()
    await government.stop()
  })
  const config = checkConfig(government.gatewayConfig, process.env)
  const app = await startApp(config, { extensions: [idePage(config.identity.issuer, government.sandboxUrl)] }).catch(async (error: unknown) => {
    await government.stop()
    throw error
  })
  const url = app.url.replace('127.0.0.1', 'localhost')
  console.log(`
  Liên Thông đang chạy / is running
    GraphQL           ${url}/graphql
    Trang thử / IDE   ${url}/
    Health, figures   ${app.adminUrl}/readyz
  Ctrl+C để dừng / to stop
`)
}

run().catch((error: unknown) => {
  console.error(explain(error))
  process.exitCode = 1
})
