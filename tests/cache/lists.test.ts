import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Cache } from '../../src/cache/index.ts'
import { parsePersonalId } from '../../src/domain/ids.ts'
import { createDrop, type CachedSubject } from '../../src/sources/drop.ts'
import {
  agencies,
  createPaperWorld,
  now,
  paper,
  type PaperWorld,
} from '../sources/dossiers-paper.ts'
import { boot, codeOf, codesOf, must, numberOf, unitOf } from '../sources/dossiers-fixture.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import { startReplica } from './fixture.ts'

const number = '001192000111'
const applicant = { applicantId: numberOf(number) }
const hoanKiem = { communes: [unitOf('00070')] }

const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)
const one = paper(agencies.hoanKiem, minutesAgo(2))
const other = paper(agencies.hacThanh, minutesAgo(1))

const dropFrom = (cache: Cache, subject: CachedSubject) =>
  createDrop(cache, (code) => (code === '00070' ? { provinceCode: unitOf('01') } : null))(subject)

const start = async () => {
  const world = createPaperWorld([one, other])
  const gateway = await boot(world)
  onTestFinished(() => gateway.stop())
  return { world, gateway }
}

/** The dossier has moved on in its own system. */
const change = (world: PaperWorld): void => world.set([{ ...one, status: 9 }, other])

const subjects: readonly (readonly [string, CachedSubject])[] = [
  ['a dossier', { dossier: codeOf(one.code) }],
  ['a person', { citizen: must(parsePersonalId('001085000777')) }],
  ['a commune', { commune: unitOf('00070') }],
  ['the one-stop systems', { source: 'dossiers' }],
]

test.each(subjects)('dropping %s ends the lists that may hold it', async (_, subject) => {
  const { world, gateway } = await start()
  const statuses = async () =>
    (await gateway.search(hoanKiem)).items.map(({ dossier }) => dossier.status)
  expect(await statuses()).toEqual(['PROCESSING'])
  change(world)
  expect(await statuses()).toEqual(['PROCESSING'])
  await dropFrom(gateway.cache, subject)
  expect(await statuses()).toEqual(['COMPLETED'])
})

test('dropping a commune or another system leaves the lists of other provinces', async () => {
  const { gateway } = await start()
  const hacThanh = { communes: [unitOf('14797')] }
  await gateway.search(hacThanh)
  await dropFrom(gateway.cache, { commune: unitOf('00070') })
  await dropFrom(gateway.cache, { source: 'procedures' })
  await gateway.search(hacThanh)
  expect(gateway.asked('LayDanhSachHoSo')).toHaveLength(1)
})

test('a list that was on its way when its dossier was dropped is for those who waited, and for nobody after', async () => {
  const { world, gateway } = await start()
  await gateway.search(hoanKiem)
  gateway.expire()
  gateway.faults.set('dossiers', 'ha-noi', { kind: 'slow', ms: 500 })
  const asked = gateway.asked('search').length
  const early = gateway.search(hoanKiem)
  await until(() => gateway.asked('search').length > asked)
  change(world)
  gateway.faults.set('dossiers', 'ha-noi', null)
  await dropFrom(gateway.cache, { dossier: codeOf(one.code) })
  const after = await gateway.search(hoanKiem)
  expect(after.items[0]?.dossier.status).toBe('COMPLETED')
  expect((await early).items[0]?.dossier.status).toBe('PROCESSING')
  expect((await gateway.search(hoanKiem)).items[0]?.dossier.status).toBe('COMPLETED')
})

describe.skipIf(!hasRedis)('lists that replicas share', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(() => redis.admin('FLUSHALL'))

  const startTwo = async () => {
    const { world, gateway } = await start()
    const open = async () => {
      const replica = await startReplica(redis.url)
      onTestFinished(() => replica.stop())
      const { cache } = replica
      return {
        ...gateway.beside(cache),
        drop: (subject: CachedSubject) => dropFrom(cache, subject),
      }
    }
    return { world, gateway, replicas: [await open(), await open()] as const }
  }
  const entries = async () => (await redis.admin('KEYS', 'lt:*:v:*')) as Buffer[]
  const landed = (count: number) => until(async () => (await entries()).length >= count)

  test('are fetched by one for all', async () => {
    const { gateway, replicas } = await startTwo()
    const pages = await Promise.all(replicas.map(({ search }) => search(applicant)))
    expect(pages.map(codesOf)).toEqual([
      [other.code, one.code],
      [other.code, one.code],
    ])
    expect(gateway.asked('search')).toHaveLength(1)
    // One for each of the two prefixes of the merged province, and the third province.
    expect(gateway.asked('LayDanhSachHoSo')).toHaveLength(3)
  })

  test('lie there sealed: neither whose they are nor what is on them can be read', async () => {
    const { replicas } = await startTwo()
    const [{ search }] = replicas
    await search(applicant)
    await landed(4)
    const names = (await redis.admin('KEYS', '*')) as Buffer[]
    const values = await Promise.all(
      (await entries()).map((name) => redis.admin('GET', name) as Promise<Buffer>),
    )
    const written = Buffer.concat([...names, ...values]).toString('latin1')
    const secrets = [number, one.code, 'Nguyễn Thị Mẫu', 'PROCESSING', agencies.hoanKiem.code]
    for (const secret of secrets)
      expect(written).not.toContain(Buffer.from(secret).toString('latin1'))
    expect(values.every(({ length }) => length > 50)).toBe(true)
  })

  test.each(subjects)(
    'are none of them older than %s whose drop was acknowledged',
    async (_, subject) => {
      const { world, replicas } = await startTwo()
      const [a, b] = replicas
      const statusesOf = async ({ search }: typeof a) =>
        (await search(hoanKiem)).items.map(({ dossier }) => dossier.status)
      await statusesOf(a)
      await landed(1)
      change(world)
      expect(await statusesOf(b)).toEqual(['PROCESSING'])
      await a.drop(subject)
      expect(await Promise.all([statusesOf(b), statusesOf(a)])).toEqual([
        ['COMPLETED'],
        ['COMPLETED'],
      ])
    },
  )
})
