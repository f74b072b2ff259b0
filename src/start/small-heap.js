import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { performance } from 'node:perf_hooks'
import { setInterval, setTimeout } from 'node:timers'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

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

const lookMs = 2_000
/** More than a gateway of the usual size ever uses, garbage included. */
const largeBytes = 140e6
const largeGrowthPercent = 40

/**
 * V8 lets a heap grow to twice and more of what is alive before it collects it. A heap of 60 MB is rightly treated so:
 * collecting it more often costs a fifth of the speed. One that holds 100,000 records would put 200 MB of garbage beside
 * them, and collecting that more often costs little, since it takes long to become so much.
 */
export const growSlowlyWhenLarge = () => {
  let isLarge = false
  const look = () => {
    const { used_heap_size: used } = getHeapStatistics()
    if (used > largeBytes === isLarge) return
    isLarge = !isLarge
    setFlagsFromString(`--heap-growing-percent=${isLarge ? largeGrowthPercent : 0}`)
    // Pages that a collection has emptied stay with V8 for eight seconds: under load, half a heap of them.
    setFlagsFromString(`--memory-pool-timeout=${isLarge ? 1 : 8}`)
  }
  setInterval(look, lookMs).unref()
}

const startedMs = 2_000

/**
 * What loading leaves behind would stay until the heap has doubled, which at rest it never does: 6 MB. It is collected
 * once, soon after the start.
 */
export const collectOnceStarted = () => {
  const collect = () => {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    // Threads share compiled code only with those who have the same flags.
    setFlagsFromString('--no-expose-gc')
  }
  setTimeout(collect, startedMs).unref()
}
