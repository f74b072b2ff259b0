import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { canStartPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts'
import { timed, until } from '../support/redis.ts'
import { intent, openAt, temporaryFolder, usageOf } from './fixture.ts'
import { rawQuery, unrecorded } from './raw.ts'
import { verified } from './verified.ts'

const unavailable = { status: 'rejected', reason: { name: 'AuditUnavailable' } }

describe.skipIf(!canStartPostgres)('PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres({ isOwn: true })
  })
  afterAll(() => server.stop())
  const newPlace = async () => ({
    directory: temporaryFolder(),
    databaseUrl: await server.database(),
  })

  test('a server process that hangs refuses within a second, and the chain goes on afterwards', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    await audit.record([intent()])
    const backends = await rawQuery(
      place,
      "select pid from pg_stat_activity where application_name = 'lien-thong-audit'",
    )
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
      for (const { pid } of backends)
        try {
          process.kill(Number(pid), name)
        } catch {
          // It has ended by then.
        }
    }
    onTestFinished(() => signal('SIGCONT'))
    signal('SIGSTOP')
    const { ms, outcome } = await timed(() => audit.record([intent()]))
    expect(outcome).toMatchObject(unavailable)
    expect(ms).toBeLessThan(1_000)
    await until(() => audit.state() === 'open')
    expect(await audit.record([intent()])).toEqual(['RECORDED'])
    signal('SIGCONT')
    expect(await audit.record([intent()])).toEqual(['RECORDED'])
    await audit.close()
    expect(await verified(place)).toMatchObject({ findings: [], chains: 1 })
  })

  test('a table that another transaction holds refuses within a second', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const { Client } = await import('pg')
    const other = new Client(place.databaseUrl)
    await other.connect()
    onTestFinished(() => other.end())
    await other.query('begin; lock table audit_record in exclusive mode')
    const { ms, outcome } = await timed(() => audit.record([intent()]))
    expect(outcome).toMatchObject(unavailable)
    expect(ms).toBeLessThan(1_000)
    await other.query('rollback')
    await until(() => audit.state() === 'open')
  })

  test('a server that is killed refuses, and is used again once it is back, with nothing lost', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    const kept = [intent(), intent()]
    await audit.record(kept)
    await server.kill()
    const { ms, outcome } = await timed(() => audit.record([intent()]))
    expect(outcome).toMatchObject(unavailable)
    expect(ms).toBeLessThan(1_000)
    await expect(usageOf(audit)).rejects.toMatchObject({ name: 'AuditUnavailable' })
    await server.start()
    await until(() => audit.state() === 'open')
    await audit.record([intent()])
    await audit.close()
    const ids = kept.map(({ id }) => id)
    expect(await unrecorded(place, ids)).toEqual([])
    expect(await verified(place)).toMatchObject({ findings: [], chains: 1 })
  })

  test('a database that can only be read keeps personal data closed', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    await audit.record([intent()])
    await audit.close()
    const { pathname } = new URL(place.databaseUrl)
    const name = pathname.slice(1)
    await rawQuery(place, `alter database ${name} set default_transaction_read_only = on`)
    const reading = await openAt(place)
    expect(reading.state()).toBe('closed')
    expect((await timed(() => reading.record([intent()]))).outcome).toMatchObject(unavailable)
    expect((await usageOf(reading)).total).toBe(1)
  })

  test('a server that is not there at the start keeps personal data closed and starts all the same', async () => {
    const { ms, outcome } = await timed(() =>
      openAt({ directory: temporaryFolder(), databaseUrl: 'postgres://nobody@127.0.0.1:1/none' }),
    )
    expect(ms).toBeLessThan(4_000)
    expect(outcome.status === 'fulfilled' && outcome.value.state()).toBe('closed')
  })
})
