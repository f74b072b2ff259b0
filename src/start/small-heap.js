import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'

/** So many requests within so long are use, and no longer a first try or the questions of a load balancer. */
const requestsInUse = 20
const windowMs = 10_000

const channel = 'http.server.request.start'

/**
 * Loading modules makes V8 enlarge its young generation to 32 MB and put off collecting the old one; it gives neither
 * back for the better part of a minute. Its memory saver avoids both, but code runs at half the speed under it.
 * So it is on while the process starts and until requests come in earnest, then off for good.
 */
export const staySmallUntilUsed = () => {
  setFlagsFromString('--memory-saver-mode')
  let since = 0
  let count = 0
  const onRequest = () => {
    const now = performance.now()
    if (now - since > windowMs) {
      since = now
      count = 0
    }
    count += 1
    if (count < requestsInUse) return
    setFlagsFromString('--no-memory-saver-mode')
    unsubscribe(channel, onRequest)
  }
  subscribe(channel, onRequest)
}
