import './support/small-heap.ts'
import type { Government } from './index.ts'
import { parsePort, portAdvice } from './support/port.ts'

const help = `npm run mocks [-- --measure]

Khởi động chính quyền mô phỏng: máy chủ định danh, cơ sở dữ liệu dân cư, cơ sở dữ liệu thủ tục và 34 hệ thống một cửa.
Starts the simulated government: identity provider, population, procedures and 34 one-stop systems.

  --measure    khởi động, in thời gian và bộ nhớ, rồi dừng
               starts, prints the time it took and the memory in use, and stops
  MOCKS_PORT   cổng đầu tiên, mặc định 4100; 0: chọn cổng trống
               first port, 4100 by default; 0 takes free ones
`

const urlOf = ({ urls }: Government, name: string): string =>
  urls.systems.find(({ system }) => system === name)?.url ?? ''

const banner = (government: Government): string => `
Chính quyền mô phỏng đang chạy. / The simulated government is running.

  ${government.urls.admin}   người dân và hồ sơ mẫu, sự cố / sandbox people and dossiers, faults
  ${government.urls.identity}   máy chủ định danh / identity provider
  ${urlOf(government, 'population')}   cơ sở dữ liệu quốc gia về dân cư / population
  ${urlOf(government, 'procedures')}   cơ sở dữ liệu quốc gia về thủ tục hành chính / procedures
  ${urlOf(government, 'dossiers')} …  ${String(government.world.provinces.length)} hệ thống một cửa / one-stop systems

Mã truy cập / a token:  npm run -s token -- officer
`

const isPortTaken = (error: unknown): error is NodeJS.ErrnoException & { port?: number } =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

const explain = (error: unknown): void => {
  process.exitCode = 1
  if (!isPortTaken(error)) {
    console.error(error)
    return
  }
  const port = String(error.port)
  console.error(
    `Cổng ${port} đang được dùng: hãy dừng chương trình kia hoặc đặt MOCKS_PORT.\n` +
      `Port ${port} is in use: stop the other program or set MOCKS_PORT.`,
  )
}

const measure = async (government: Government): Promise<void> => {
  const milliseconds = Math.round(performance.now())
  const megabytes = Math.round(process.memoryUsage.rss() / 1e6)
  console.log(JSON.stringify({ milliseconds, megabytes }))
  await government.close()
}

/** A parent gets the gateway's configuration by message; when it goes, so do we. */
const reportToParent = (government: Government, stop: () => void): void => {
  process.once('disconnect', stop)
  const { gatewayConfig, urls } = government
  process.send?.({ type: 'ready', gatewayConfig, sandboxUrl: urls.admin })
}

const keepRunning = (government: Government): void => {
  const stop = (): void => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal)
    process.removeAllListeners('disconnect')
    if (process.connected) process.disconnect?.()
    void government.close()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  reportToParent(government, stop)
}

const start = async (port: number): Promise<void> => {
  try {
    // Loaded only now, so that help and advice come at once.
    const { createGovernment } = await import('./index.ts')
    const government = await createGovernment({ port })
    if (process.argv.includes('--measure')) {
      await measure(government)
      return
    }
    console.log(banner(government))
    keepRunning(government)
  } catch (error) {
    explain(error)
  }
}

const port = parsePort(process.env['MOCKS_PORT'])
if (process.argv.includes('--help')) console.log(help)
else if (port === null) {
  console.error(portAdvice.join('\n'))
  process.exitCode = 1
} else await start(port)
