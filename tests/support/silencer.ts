import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A way to a server that can be made slow, and on which the connections that listen for messages can be made silent without being closed. */
export const startSilencer = async (port: number) => {
  const listeners = new Set<Socket>()
  const all = new Set<Socket>()
  let isSilent = false
  let delayMs = 0
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      all.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        all.delete(socket)
        listeners.delete(upstream)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (data) => {
      if (data.toString('latin1').includes('subscribe')) {
        listeners.add(upstream)
        if (isSilent) upstream.pause()
      }
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      if (delayMs === 0) client.write(data)
      else setTimeout(() => client.destroyed || client.write(data), delayMs)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silence() {
      isSilent = true
      listeners.forEach((socket) => socket.pause())
    },
    speak() {
      isSilent = false
      listeners.forEach((socket) => socket.resume())
    },
    /** Every answer comes so much later. */
    slow: (ms: number) => void (delayMs = ms),
    stop() {
      all.forEach((socket) => socket.destroy())
      server.close()
    },
  }
}
