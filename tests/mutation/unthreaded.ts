import type { Anchors } from '../../src/audit/chain/anchors.ts'
import { openDatabase } from '../../src/audit/database/open.ts'
import { createStore } from '../../src/audit/store/index.ts'
import type { KeptStore, StoreSetup } from '../../src/audit/store/types.ts'

/** The store in this thread: a mutant is switched on in one thread only. */
export const createThreadedStore = (
  setup: StoreSetup,
  anchors: Anchors,
  now: () => number,
): KeptStore =>
  createStore(() => openDatabase(setup.place, setup.writeTimeoutMs), setup, anchors, now)
