import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeKeyRing } from '../src/cache/store/key-ring-file.ts'
import { freePort } from './processes.ts'

export interface Redis {
  /** For the gateway's environment: where it is, and the keys that its entries are sealed with. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const tell = (answer: boolean) => () => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', tell(true)).once('error', tell(false))
  })

/** A server of the bench's own on a free port, with an empty memory and a new key ring. Throws where `redis-server` is not installed. */
export const startRedis = async (): Promise<Redis> => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-redis-'))
  const port = await freePort()
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder]
  const server = spawn('redis-server', [...options, '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  })
  const failed = once(server, 'exit').then(() => {
    throw new Error('redis-server ended')
  })
  failed.catch(() => undefined)
  const untilListening = async (): Promise<void> => {
    while (!(await isListening(port))) await sleep(20)
  }
  await Promise.race([untilListening(), failed])
  const keyRing = join(folder, 'keys.json')
  writeKeyRing(keyRing, new Date())
  return {
    env: { REDIS_URL: `redis://127.0.0.1:${port}`, CACHE_KEY_RING: keyRing },
    async stop() {
      server.kill('SIGKILL')
      await failed.catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
