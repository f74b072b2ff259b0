import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { constants, performance, PerformanceObserver } from 'node:perf_hooks'
import { setTimeout } from 'node:timers'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So many requests within so long are use, and no longer a first try or the questions of a load balancer. */
const requestsInUse = 20
const windowMs = 10_000

const channel = 'http.server.request.start'

/**
 * `--max-semi-space-size` is for the first thread, which has its bounds by now. In threads that start later it would prevail
 * over their own `resourceLimits`: the audit log's would have two halves of 8 MB for the young in place of 4.
 */
export const leaveThreadsTheirBounds = () => setFlagsFromString('--max-semi-space-size=0')

/**
 * Loading modules makes V8 enlarge its young generation to 32 MB and put off collecting the old one; it gives neither
 * back for the better part of a minute. Its memory saver avoids both, but code runs at half the speed under it.
 * So it is on while the process starts and until requests come in earnest, then off for good, and `onUse` takes over.
 */
export const staySmallUntilUsed = (onUse = () => {}) => {
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
    onUse()
  }
  subscribe(channel, onRequest)
}

/** Garbage that a heap may hold before it is collected. With 24 MB a board that nothing is kept of costs a fifth more. */
const mostGarbageBytes = 60e6
/** Even where much is alive: a collection of 80 MB costs a third of a second of CPU. */
const leastGarbageBytes = 25e6
/** What is alive, buffers outside the heap and garbage together; with 100,000 records 80, 45 and 25. */
const wantedBytes = 150e6
const mostGrowthPercent = 150
/** With none V8 would go back to a factor of its own. */
const leastGrowthPercent = 5

const growthPercentFor = ({ used_heap_size: alive, external_memory: outside }) => {
  const room = Math.max(leastGarbageBytes, wantedBytes - alive - outside)
  const garbage = Math.min(mostGarbageBytes, room)
  const percent = Math.round((garbage / alive) * 100)
  return Math.max(leastGrowthPercent, Math.min(mostGrowthPercent, percent))
}

/**
 * V8 lets a heap grow to three times and more of what is alive before it collects it: 300 MB for the 85 of a busy gateway.
 * How far it may grow is set by what the last collection left.
 */
export const growByWhatIsAlive = () => {
  // Pages that a collection has emptied stay with V8 for eight seconds: under load, half a heap of them.
  setFlagsFromString('--memory-pool-timeout=1')
  const observer = new PerformanceObserver((list) => {
    if (
      !list.getEntries().some(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR)
    )
      return
    const percent = growthPercentFor(getHeapStatistics())
    setFlagsFromString(`--heap-growing-percent=${percent}`)
  })
  observer.observe({ entryTypes: ['gc'] })
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
