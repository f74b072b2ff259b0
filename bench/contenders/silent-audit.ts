import type { Audit } from '../../src/audit/types.ts'

const notMeasured = () => Promise.reject(new Error('not measured'))

/** Records nothing and is never full: what the gateway would cost without its audit log. Only the bench has such a thing. */
export const silentAudit: Audit = {
  record: (events) => Promise.resolve(events.map(() => 'RECORDED' as const)),
  note: () => undefined,
  state: () => 'open',
  usage: notMeasured,
  recordedSince: notMeasured,
  dueIntakes: notMeasured,
  settleIntake: notMeasured,
  intakesWithoutDossier: notMeasured,
  close: () => Promise.resolve(),
}
