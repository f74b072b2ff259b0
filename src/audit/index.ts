import { randomBytes } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { createAnchors } from './chain/anchors.ts'
import { openRing } from './keys/ring.ts'
import { readSigningKey } from './keys/signing-key.ts'
import { createRecorder } from './recorder/index.ts'
import { type AuditPaths, auditPathsOf, type AuditSettings, replicaNameOf } from './settings.ts'
import { createThreadedStore } from './store/threaded.ts'
import type { KeptStore, StoreSetup } from './store/types.ts'
import type { Audit } from './types.ts'
import { within } from './within.ts'

export { AuditKeyError } from './keys/key-file.ts'
export { auditSettings, overrideAudit } from './settings.ts'

export interface AuditOptions {
  /** The present moment; tests freeze it. */
  readonly now?: () => Date
  /** How often the key file is looked at. */
  readonly pollMs?: number
}

/** Reading may take longer than what a counter waits for. */
const readTimeoutMs = 3_000

/** One for each start of a process: nobody else ever adds to it. */
const nameChain = (settings: AuditSettings, now: Date): string => {
  const startedAt = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return `${replicaNameOf(settings)}/${startedAt}/${randomBytes(4).toString('hex')}`
}

const setUp = async (
  settings: AuditSettings,
  paths: AuditPaths,
  secrets: StoreSetup['secrets'],
  now: Date,
): Promise<StoreSetup> => ({
  place:
    settings.databaseUrl === undefined
      ? { kind: 'sqlite', file: paths.database }
      : { kind: 'postgres', url: settings.databaseUrl },
  chain: nameChain(settings, now),
  secrets,
  signingKey: await readSigningKey(paths.signingKey, settings.signingKey === undefined),
  checkpointRecords: settings.checkpointRecords,
  writeTimeoutMs: settings.writeTimeoutMs,
})

/** SQLite would make it readable for everybody, and makes its other files like this one. */
const makeForOwner = async (file: string): Promise<void> => {
  const handle = await open(file, 'a', 0o600)
  await handle.close()
}

const isWritten = (store: KeptStore, limitMs: number): Promise<boolean> =>
  within(limitMs, store.probe()).then(
    () => true,
    () => false,
  )

const boundReads = (store: KeptStore): Omit<Audit, 'record' | 'note' | 'state' | 'close'> => ({
  usage: (question) => within(readTimeoutMs, store.usage(question)),
  recordedSince: () => within(readTimeoutMs, store.recordedSince()),
  dueIntakes: (moment, most) => within(readTimeoutMs, store.dueIntakes(moment, most)),
  settleIntake: (id, hasFollowed) => within(readTimeoutMs, store.settleIntake(id, hasFollowed)),
  intakesWithoutDossier: (...question) =>
    within(readTimeoutMs, store.intakesWithoutDossier(...question)),
})

/**
 * The record of who looked at whom. It opens closed where the store cannot be written yet, and tries again by itself.
 *
 * @throws AuditKeyError where a key is missing or unusable
 */
export const openAudit = async (
  settings: AuditSettings,
  { now = () => new Date(), pollMs }: AuditOptions = {},
): Promise<Audit> => {
  const paths = auditPathsOf(settings)
  await mkdir(settings.directory, { recursive: true, mode: 0o700 })
  const ring = await openRing({
    path: paths.keyRing,
    isOwn: settings.keyRing === undefined,
    now,
    ...(pollMs !== undefined && { pollMs }),
    onChange: (secrets) => void store.useSecrets(secrets).catch(() => undefined),
  })
  const setup = await setUp(settings, paths, ring.secrets, now())
  // Where that cannot be done, nothing can be recorded, which the store itself finds out.
  if (setup.place.kind === 'sqlite') await makeForOwner(setup.place.file).catch(() => undefined)
  const store = createThreadedStore(setup, createAnchors(paths.anchors), () => now().getTime())
  const recorder = createRecorder(store, {
    ...settings,
    now,
    // Making the tables takes longer than a record.
    isOpen: await isWritten(store, readTimeoutMs),
  })
  const timer = setInterval(
    () => void store.checkpoint().catch(() => undefined),
    settings.checkpointMs,
  ).unref()
  return {
    ...recorder,
    ...boundReads(store),
    async close() {
      clearInterval(timer)
      await within(readTimeoutMs, ring.close()).catch(() => undefined)
      await recorder.close()
      await within(readTimeoutMs, store.close()).catch(() => undefined)
    },
  }
}
