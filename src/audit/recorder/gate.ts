import { publishAuditNotice } from '../../lib/channels.ts'

/** After a single hiccup the counters wait for a tenth of a second, after an outage for up to a second. */
const firstProbeMs = 100
const probeMs = 1_000

/** Whether records can be written, as far as the last attempt tells; while closed it is tried again by itself. */
export const createGate = (isOpenAtFirst: boolean, probe: () => void) => {
  let isOpen = isOpenAtFirst
  let timer: NodeJS.Timeout | null = null
  const again = (delayMs: number): void => {
    timer = setTimeout(() => {
      again(probeMs)
      probe()
    }, delayMs).unref()
  }
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  if (!isOpen) again(firstProbeMs)
  return {
    isOpen: (): boolean => isOpen,
    close(): void {
      if (!isOpen) return
      isOpen = false
      publishAuditNotice({ kind: 'AUDIT_CLOSED', count: 1 })
      again(firstProbeMs)
    },
    open(): void {
      if (isOpen) return
      isOpen = true
      stop()
      publishAuditNotice({ kind: 'AUDIT_OPEN', count: 1 })
    },
    stop,
  }
}
