import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`
const list = (kind: '*' | '>', items: readonly string[]): string =>
  `${kind}${items.length}\r\n${items.map(bulk).join('')}`

/** A real one answers within a millisecond, so nothing can be made to happen between its being asked and its answer. */
export const startSlowSentinel = async (masterPort: number) => {
  const sockets = new Set<Socket>()
  const listeners = new Set<Socket>()
  const held: (() => void)[] = []
  let isHolding = false

  const tellMaster = (socket: Socket): void => {
    const tell = () => void socket.write(list('*', ['127.0.0.1', String(masterPort)]))
    if (isHolding) held.push(tell)
    else tell()
  }
  const listen = (socket: Socket, channel: string): void => {
    listeners.add(socket)
    socket.write(`>3\r\n${bulk('subscribe')}${bulk(channel)}:1\r\n`)
  }
  const answer = (socket: Socket, [name = '', first = '']: readonly string[]): void => {
    const command = name.toLowerCase()
    if (command === 'hello') socket.write(`%1\r\n${bulk('proto')}:3\r\n`)
    else if (command === 'subscribe') listen(socket, first)
    else if (command !== 'sentinel') socket.write('+OK\r\n')
    else if (first === 'get-master-addr-by-name') tellMaster(socket)
    else socket.write('*0\r\n')
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      sockets.delete(socket)
      listeners.delete(socket)
    })
    socket.on('data', (data) => {
      for (const [, words = ''] of data.toString().matchAll(/\*\d+\r\n((?:\$\d+\r\n.*\r\n)+)/g))
        answer(
          socket,
          Array.from(words.matchAll(/\$\d+\r\n(.*)\r\n/g), ([, word = '']) => word),
        )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis+sentinel://127.0.0.1:${(server.address() as AddressInfo).port}/main`,
    /** Whoever asks where the master is waits from now on. */
    hold() {
      isHolding = true
    },
    waiting: () => held.length,
    release() {
      isHolding = false
      for (const tell of held.splice(0)) tell()
    },
    tellOfFailover() {
      const message = list('>', ['message', '+switch-master', 'main 127.0.0.1 1 127.0.0.1 2'])
      for (const socket of listeners) socket.write(message)
    },
    stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
