import { randomBytes } from 'node:crypto'
import type { Asker, Charge, Intent, Outcome, Refusal } from '../../src/audit/event.ts'

/** Invented; canaries that no file of the store may show. */
export const someone = '001092012345'
export const somebodyElse = '079185054321'
export const officer = '001085000777'

export const newId = (): string => randomBytes(16).toString('hex')

export const asker: Asker = {
  requestId: 'request-1',
  client: 'one-stop-hn',
  role: 'officer',
  officer,
  organisation: '000.00.01.H26',
  operation: 'a'.repeat(64),
}

export const intent = (over: Partial<Intent> = {}): Intent => ({
  kind: 'INTENT',
  id: newId(),
  at: Date.now(),
  asker,
  purpose: { kind: 'DOSSIER', procedure: '1.004194', dossier: 'H26.1-260718-0001' },
  subject: someone,
  countedAs: over.subject ?? someone,
  source: 'population',
  classes: ['IDENTITY'],
  charges: [],
  followUp: null,
  hiddenUntil: null,
  ...over,
})

export const outcome = (id: string, over: Partial<Outcome> = {}): Outcome => ({
  kind: 'OUTCOME',
  id,
  at: Date.now(),
  result: 'SHOWN',
  subject: someone,
  fields: ['fullName', 'birthDate'],
  sourceRequestId: 'YC-1',
  cached: false,
  ...over,
})

export const refusal = (over: Partial<Refusal> = {}): Refusal => ({
  kind: 'REFUSAL',
  id: newId(),
  at: Date.now(),
  asker,
  purpose: null,
  subject: someone,
  reason: 'NO_PURPOSE',
  ...over,
})

export const charge = (over: Partial<Charge> = {}): Charge => ({
  owner: `officer:${officer}`,
  kind: 'DOSSIER',
  limit: 3,
  windowStart: Date.UTC(2026, 10, 20),
  ...over,
})
