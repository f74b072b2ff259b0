import { type AuditOptions, openAudit } from '../../src/audit/index.ts'
import type { AuditSettings } from '../../src/audit/settings.ts'
import type { Audit } from '../../src/audit/types.ts'

const notMeasured = () => Promise.reject(new Error('not measured'))

/** Records nothing and is never full: what the gateway would cost without its audit log. Only the bench has such a thing. */
const silentAudit: Audit = {
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

/** `BENCH_AUDIT=none` leaves the record of looks out, to tell what it costs. */
export const openOrSilence = async (
  settings: AuditSettings,
  options: AuditOptions,
): Promise<Audit> =>
  process.env['BENCH_AUDIT'] === 'none' ? silentAudit : openAudit(settings, options)
