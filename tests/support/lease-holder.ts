import { createRedisStore } from '../../src/cache/store/redis-store.ts'

/** Takes a lease of half a second in a process of its own and prolongs it until it is killed. */
const [, , url = '', key = ''] = process.argv
const store = createRedisStore({ url, commandTimeoutMs: 500, trustMs: 400 })
const take = async (): Promise<void> => {
  const [isGiven] = await store.lease([key], 'other process', 500).catch(() => [false])
  if (isGiven !== true) {
    setTimeout(() => void take(), 10)
    return
  }
  console.log('held')
  setInterval(() => void store.renew([key], 'other process', 500).catch(() => undefined), 100)
}
await take()
