import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { createAnchors } from '../../src/audit/chain/anchors.ts'
import { openSqlite } from '../../src/audit/database/sqlite.ts'
import type { MonthSecret } from '../../src/audit/keys/month-keys.ts'
import { createStore } from '../../src/audit/store/index.ts'
import type { KeptStore, StoreSetup } from '../../src/audit/store/types.ts'

export const secretFor = (month: string): MonthSecret => ({
  kid: `${month}-test`,
  month,
  secret: randomBytes(32).toString('base64'),
})

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
export const publicPem = publicKey.export({ type: 'spki', format: 'pem' })

let chains = 0

/** For a store in this thread. */
export const createSetup = (file: string, over: Partial<StoreSetup> = {}): StoreSetup => ({
  place: { kind: 'sqlite', file },
  chain: `test/${(chains += 1)}`,
  secrets: ['2026-10', '2026-11', '2026-12'].map(secretFor),
  signingKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  checkpointRecords: 5,
  writeTimeoutMs: 500,
  ...over,
})

export const openStore = (file: string, setup: StoreSetup): KeptStore =>
  createStore(
    () => Promise.resolve(openSqlite(file, 100)),
    setup,
    createAnchors(join(dirname(file), 'anchors.jsonl')),
    Date.now,
  )
