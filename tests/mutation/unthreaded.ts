import type { Anchors } from '../../src/audit/chain/anchors.ts'
import { openSqlite } from '../../src/audit/database/sqlite.ts'
import { createStore } from '../../src/audit/store/index.ts'
import type { KeptStore, StoreSetup } from '../../src/audit/store/types.ts'

/** The store in this thread: a mutant is switched on in one thread only. */
export const createThreadedStore = (
  setup: StoreSetup,
  anchors: Anchors,
  now: () => number,
): KeptStore => {
  const { place, writeTimeoutMs } = setup
  if (place.kind !== 'sqlite') throw new Error('only SQLite needs a thread')
  const busyMs = Math.floor(writeTimeoutMs * 0.6)
  const connect = () => Promise.resolve(openSqlite(place.file, busyMs))
  return createStore(connect, setup, anchors, now)
}
