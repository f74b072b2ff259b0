import { once } from 'node:events'
import type { Server } from 'node:http'

export interface Listening {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  /** Stops at once: open connections are cut. */
  readonly close: () => Promise<void>
}

/** Longer than any client keeps an idle connection, so that the server never hangs up just as a question arrives. */
const keepAliveMs = 120_000

/**
 * Listens on this machine only; port 0 takes a free one.
 *
 * @throws Error `EADDRINUSE` when the port is taken
 */
export const listen = async (server: Server, port: number): Promise<Listening> => {
  server.keepAliveTimeout = keepAliveMs
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port was opened')
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    port: address.port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
