import { AuditUnavailable } from './errors.ts'

/** What `promise` becomes, or AuditUnavailable: also where it takes longer. What goes on by then goes on unheard. */
export const within = async <T>(limitMs: number, promise: Promise<T>): Promise<T> => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new AuditUnavailable('the audit store does not answer in time')),
    limitMs,
  )
  try {
    return await Promise.race([promise, late.promise])
  } catch (error) {
    if (error instanceof AuditUnavailable) throw error
    throw new AuditUnavailable('the audit store cannot be used', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
