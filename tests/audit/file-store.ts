import { DatabaseSync } from 'node:sqlite'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createAnchors } from '../../src/audit/chain/anchors.ts'
import { openSqlite } from '../../src/audit/database/sqlite.ts'
import { createStore } from '../../src/audit/store/index.ts'
import type { KeptStore, StoreSetup } from '../../src/audit/store/types.ts'
import { temporaryFolder } from './fixture.ts'
import { createSetup } from './setup.ts'

export const november = Date.UTC(2026, 10, 15)

/** A file of one test, the stores that are opened on it in this thread, and their clock. */
export const createFileStores = (file = join(temporaryFolder(), 'audit.sqlite')) => {
  const clock = { now: november }
  /** What anybody does who has the file in hand. */
  const query = (text: string): readonly Readonly<Record<string, unknown>>[] => {
    const database = new DatabaseSync(file)
    try {
      return database.prepare(text).all()
    } finally {
      database.close()
    }
  }
  return {
    file,
    clock,
    query,
    open(over: Partial<StoreSetup> = {}): KeptStore {
      const connect = () => Promise.resolve(openSqlite(file, 100))
      const anchors = createAnchors(join(dirname(file), 'anchors.jsonl'))
      const store = createStore(connect, createSetup(file, over), anchors, () => clock.now)
      onTestFinished(() => store.close().catch(() => undefined))
      return store
    },
    spoil(table: string, column: string): void {
      query(`drop trigger if exists ${table}_no_update`)
      query(`update ${table} set ${column} = cast(x'00' || ${column} as blob)`)
    },
  }
}
