import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { describe, expect, onTestFinished, test } from 'vitest'
import { writeKeyRing } from '../../src/cache/store/key-ring-file.ts'
import { startGateway } from '../support/gateway.ts'
import { hasRedis, startRedis, until } from '../support/redis.ts'

const readiness = async (adminUrl: string) => {
  const { statusCode, body } = await request(`${adminUrl}/readyz`)
  return { status: statusCode, body: (await body.json()) as Readonly<Record<string, unknown>> }
}

describe('readiness', () => {
  test('tells that nothing is shared where no Redis is configured', async () => {
    const gateway = await startGateway()
    onTestFinished(() => gateway.stop())
    expect((await readiness(gateway.adminUrl)).body['cache']).toBe('alone')
  })

  test.skipIf(!hasRedis)(
    'tells that the shared cache is away, and is ready all the same',
    async () => {
      const redis = await startRedis()
      const folder = mkdtempSync(join(tmpdir(), 'lien-thong-ready-'))
      onTestFinished(async () => {
        await redis.stop()
        rmSync(folder, { recursive: true })
      })
      const keyRing = join(folder, 'keys.json')
      writeKeyRing(keyRing, new Date())
      const gateway = await startGateway({
        config: { cache: { redis: { url: redis.url, keyRing } } },
      })
      onTestFinished(() => gateway.stop())
      const says = (cache: string) => async () =>
        (await readiness(gateway.adminUrl)).body['cache'] === cache
      await until(says('shared'))
      await redis.kill()
      await until(says('degraded'))
      expect(await readiness(gateway.adminUrl)).toMatchObject({
        status: 200,
        body: { status: 'ready', cache: 'degraded' },
      })
      await redis.start()
      await until(says('shared'))
    },
  )
})
