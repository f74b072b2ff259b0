import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/audit/database/open.ts'
import { createStore } from '../../src/audit/store/index.ts'
import { missingPostgres, startPostgres } from '../support/postgres.ts'
import { charge, intent, someone, somebodyElse } from './fixture.ts'
import { startProxy } from './postgres-proxy.ts'
import { rawQuery } from './raw.ts'
import { createSetup } from './setup.ts'

/** Longer than it takes to write what is written without waiting. */
const answerDelayMs = 40

/** What stands between the store and its server. */
const createMiddle = () => {
  const state = { isSlow: false, isRefusing: false, isAnswered: true, ways: 0 }
  return {
    state,
    toServer(data: Buffer): Buffer {
      if (state.isAnswered) state.ways += 1
      state.isAnswered = false
      if (!state.isRefusing) return data
      // As a pooler that has no connection to give at that moment: an error, and no transaction for what follows.
      return Buffer.from(
        data.toString('latin1').replace('begin isolation', 'bogus isolation'),
        'latin1',
      )
    },
    toClient(data: Buffer, deliver: (data: Buffer) => void): void {
      const hand = () => {
        state.isAnswered = true
        deliver(data)
      }
      if (state.isSlow) setTimeout(hand, answerDelayMs)
      else hand()
    },
  }
}

const openStore = async () => {
  const server = await startPostgres()
  onTestFinished(() => server.stop())
  const databaseUrl = await server.database()
  const middle = createMiddle()
  const place = { kind: 'postgres', url: await startProxy(databaseUrl, middle) } as const
  const setup = createSetup('', { place, checkpointRecords: 1_000 })
  const silent = { add: () => undefined, settled: () => Promise.resolve() }
  const store = createStore(() => openDatabase(place, 900), setup, silent, Date.now)
  onTestFinished(() => store.close())
  await store.probe()
  return { store, state: middle.state, databaseUrl }
}

const charges = [charge(), charge({ owner: 'agency:1' })]
const board = () => [someone, somebodyElse].map((subject) => intent({ subject, charges }))

test.skipIf(missingPostgres !== null)(
  'a record waits for PostgreSQL three times, whether anybody has to be counted or not',
  async () => {
    const { store, state } = await openStore()
    state.isSlow = true
    const waysOf = async (act: () => Promise<unknown>): Promise<number> => {
      state.ways = 0
      await act()
      return state.ways
    }
    expect(await waysOf(() => store.append(board()))).toBe(3)
    expect(await waysOf(() => store.append(board()))).toBe(3)
    state.isSlow = false
  },
)

test.skipIf(missingPostgres !== null)(
  'nothing is kept of a record whose transaction did not begin, whoever goes on after that',
  async () => {
    const { store, state, databaseUrl } = await openStore()
    await store.append(board())
    const kept = async () => {
      const counts = ['audit_record', 'audit_subject', 'audit_intake', 'audit_budget'].map(
        (table) => rawQuery({ directory: '', databaseUrl }, `select count(*)::int from ${table}`),
      )
      return (await Promise.all(counts)).flat().map(({ count }) => count)
    }
    const before = await kept()
    const followed = intent({ subject: someone, charges, followUp: { deadlineAt: 0 } })
    state.isRefusing = true
    await expect(store.append([followed])).rejects.toThrow('bogus')
    await expect(store.append([intent({ subject: '7', charges })])).rejects.toThrow('bogus')
    state.isRefusing = false
    expect(await kept()).toEqual(before)
    expect(await store.append([followed])).toEqual(['RECORDED'])
  },
)
