import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Env, isRecord } from '../lib/secrets.ts'

const path = z.string().min(1)

/** Who looked at whom, and where that is kept. */
export const auditSettings = z.strictObject({
  /** Holds what has no path of its own: the database, the keys, the checkpoints' anchors. For its owner only. */
  directory: path.default('./data/audit'),
  /** PostgreSQL, shared by replicas. Left out: an SQLite file in the directory. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Keys by month. Replicas on several machines need the same file; left out, the gateway keeps one itself. */
  keyRing: path.optional(),
  /** Ed25519, PEM. Left out, the gateway keeps one itself. */
  signingKey: path.optional(),
  /** To where signed checkpoints are added, to be taken where nobody who may change the database may change them. */
  anchors: path.optional(),
  /** Begins the name of each chain. Left out: host name and process. */
  replica: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional(),
  /** How long the record of a look may take before the look is refused. */
  writeTimeoutMs: z.int().min(50).max(900).default(800),
  checkpointRecords: z.int().min(1).default(1_000),
  checkpointMs: z.int().min(100).default(10_000),
  /** The most events that wait for the store, those that nobody waits for included. */
  queueRecords: z.int().min(100).default(10_000),
})
export type AuditSettings = z.infer<typeof auditSettings>

export interface AuditPaths {
  readonly database: string
  readonly keyRing: string
  readonly signingKey: string
  readonly anchors: string
}

export const auditPathsOf = (settings: AuditSettings): AuditPaths => {
  const { directory, keyRing, signingKey, anchors } = settings
  return {
    database: join(directory, 'audit.sqlite'),
    keyRing: keyRing ?? join(directory, 'keys.json'),
    signingKey: signingKey ?? join(directory, 'signing-key.pem'),
    anchors: anchors ?? join(directory, 'anchors.jsonl'),
  }
}

export const replicaNameOf = ({ replica }: AuditSettings): string =>
  replica ??
  `${hostname()
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, 48)}-${process.pid}`

/** `AUDIT_DATABASE_URL` in the environment stands before the file's `audit.databaseUrl`. */
export const overrideAudit = (raw: unknown, env: Env): unknown => {
  const databaseUrl = env['AUDIT_DATABASE_URL']
  if (!isRecord(raw) || !databaseUrl) return raw
  const audit = isRecord(raw['audit']) ? raw['audit'] : {}
  return { ...raw, audit: { ...audit, databaseUrl } }
}
