/** The record cannot be written, so that nothing personal may leave. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}
