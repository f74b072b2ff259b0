import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent } from '../src/audit/event.ts'
import { nameLook } from '../src/audit/look-name.ts'
import { auditSettings, openAudit } from '../src/audit/index.ts'

/**
 * `node bench/audit.ts [postgres://…]`: what it takes to record a board of 50 looks and 50 outcomes, one board after another
 * and eight at a time.
 */
const size = 50
const rounds = 400
const databaseUrl = process.argv[2]

const asker = {
  requestId: 'bench',
  client: 'bench',
  role: 'officer',
  officer: '001085000777',
  organisation: '000.00.01.H26',
  operation: 'a'.repeat(64),
}

const looks = (group = randomBytes(14).toString('hex')): readonly AuditEvent[] =>
  Array.from({ length: size }, (_, index) => ({
    kind: 'INTENT',
    id: nameLook(group, index),
    at: Date.now(),
    asker,
    purpose: { kind: 'DOSSIER', procedure: '1.004194', dossier: 'H26.1-260718-0001' },
    subject: `0010850${String(index).padStart(5, '0')}`,
    countedAs: `0010850${String(index).padStart(5, '0')}`,
    source: 'population',
    classes: ['IDENTITY'],
    charges: [{ owner: 'officer:001085000777', kind: 'DOSSIER', limit: 500, windowStart: 0 }],
    followUp: null,
    hiddenUntil: null,
  }))

const outcomesOf = (events: readonly AuditEvent[]): readonly AuditEvent[] =>
  events.map(({ id }) => ({
    kind: 'OUTCOME',
    id,
    at: Date.now(),
    result: 'SHOWN',
    subject: null,
    fields: ['fullName', 'birthDate', 'personalIdMasked'],
    sourceRequestId: 'YC-1',
    cached: true,
  }))

const directory = mkdtempSync(join(tmpdir(), 'lien-thong-audit-bench-'))
const audit = await openAudit(
  auditSettings.parse({ directory, ...(databaseUrl !== undefined && { databaseUrl }) }),
)

const timeBoard = async (): Promise<number> => {
  const startedAt = performance.now()
  const events = looks()
  await audit.record(events)
  await audit.record(outcomesOf(events))
  return performance.now() - startedAt
}

const at = (times: readonly number[], share: number): string =>
  (
    (times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? 0) /
    (2 * size)
  ).toFixed(3)

const measure = async (name: string, atOnce: number): Promise<void> => {
  const times: number[] = []
  const startedAt = performance.now()
  const runOne = async (): Promise<void> => {
    while (times.length < rounds) times.push(await timeBoard())
  }
  await Promise.all(Array.from({ length: atOnce }, runOne))
  const perSecond = (times.length * 2 * size) / ((performance.now() - startedAt) / 1_000)
  console.log(
    `${name}: ms per record p50 ${at(times, 0.5)}, p99 ${at(times, 0.99)}; ${Math.round(perSecond)} records/s`,
  )
}

for (let count = 0; count < 20; count += 1) await timeBoard()
await measure('one board at a time', 1)
await measure('eight boards at a time', 8)
await audit.close()
rmSync(directory, { recursive: true })
