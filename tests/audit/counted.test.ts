import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from '../../src/audit/database/sqlite.ts'
import type { Database, Query } from '../../src/audit/database/sql.ts'
import { createStore } from '../../src/audit/store/index.ts'
import { charge, intent, someone, somebodyElse, temporaryFolder } from './fixture.ts'
import { createSetup, secretFor } from './setup.ts'

const silent = { add: () => undefined, settled: () => Promise.resolve() }
const charges = [charge({ limit: 1 })]
const lookAt = (subject: string) => [intent({ subject, charges })]

/** A store that tells which statements it ran, and loses a transaction where it is told to. */
const openCounting = () => {
  const file = join(temporaryFolder(), 'audit.sqlite')
  const asked: string[] = []
  let isLosing = false
  const connect = (): Promise<Database> => {
    const database = openSqlite(file, 100)
    return Promise.resolve({
      ...database,
      transact: (work) =>
        database.transact(async (transaction) => {
          const note = (query: Query) => void asked.push(query.texts.join('?'))
          const result = await work({
            run(query) {
              note(query)
              return transaction.run(query)
            },
            runAll(queries) {
              queries.forEach(note)
              return transaction.runAll(queries)
            },
            readAll(queries) {
              queries.forEach(note)
              return transaction.readAll(queries)
            },
          })
          if (isLosing) throw new Error('lost')
          return result
        }),
    })
  }
  const store = createStore(connect, createSetup(file), silent, Date.now)
  onTestFinished(() => store.close())
  return {
    store,
    lose: (is: boolean) => void (isLosing = is),
    budgetsAsked: () => asked.splice(0).filter((text) => text.includes('audit_budget')).length,
  }
}

test('a person who counts already is not looked for again', async () => {
  const { store, budgetsAsked } = openCounting()
  expect(await store.append(lookAt(someone))).toEqual(['RECORDED'])
  expect(budgetsAsked()).toBeGreaterThan(0)
  expect(await store.append(lookAt(someone))).toEqual(['RECORDED'])
  expect(budgetsAsked()).toBe(0)
})

test('by another owner, kind or window they are', async () => {
  const { store, budgetsAsked } = openCounting()
  await store.append(lookAt(someone))
  const others = [{ owner: 'officer:2' }, { kind: 'INTAKE' as const }, { windowStart: 7 }]
  for (const over of others) {
    budgetsAsked()
    await store.append([intent({ charges: [charge({ limit: 1, ...over })] })])
    expect(budgetsAsked()).toBeGreaterThan(0)
  }
})

test('who was counted in a write that was lost counts nowhere', async () => {
  const { store, lose } = openCounting()
  await store.probe()
  lose(true)
  await expect(store.append(lookAt(someone))).rejects.toThrow('lost')
  lose(false)
  expect(await store.append(lookAt(somebodyElse))).toEqual(['RECORDED'])
  expect(await store.append(lookAt(someone))).toEqual(['OVER_BUDGET'])
})

test('who was refused is looked for again', async () => {
  const { store } = openCounting()
  await store.append(lookAt(somebodyElse))
  for (let count = 0; count < 2; count += 1)
    expect(await store.append(lookAt(someone))).toEqual(['OVER_BUDGET'])
})

test('with other keys everybody is looked for again, since the counts are named by them', async () => {
  const { store, budgetsAsked } = openCounting()
  await store.append(lookAt(someone))
  await store.useSecrets([secretFor('2026-11')])
  budgetsAsked()
  await store.append(lookAt(someone))
  expect(budgetsAsked()).toBeGreaterThan(0)
})
