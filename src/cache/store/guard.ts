import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
} from 'cockatiel'
import { publishCacheEvent } from '../../lib/channels.ts'
import { StoreUnavailable } from './types.ts'

/** As many failures in a row give the server up; one success takes it back. */
const failuresToOpen = 5
/** How long nobody asks before one caller tries again. */
const openMs = 1_000

/** Asks one server, or does not, while it is known to be away. */
export interface Guard {
  /**
   * Settles within the command timeout; every failure is a StoreUnavailable. `isFurther`: asked on behalf of somebody who
   * may just have waited in vain, so that it is refused at once while the last call has run out of its time.
   */
  run<T>(ask: () => Promise<T>, isFurther?: boolean): Promise<T>
  readonly isClosed: boolean
}

/** In how many parts the time is waited out. */
const parts = 5

/**
 * A process that was busy finds its timer due before it has read the reply that lies in its socket, and a burst of
 * requests keeps it busy for longer than the whole time. So the time is counted in parts, each of them a turn of the
 * event loop of its own, and the socket has one more turn at the end: what is waited for is the server, not ourselves.
 */
const within = <T>(timeoutMs: number, asked: Promise<T>, onTimeout: () => void): Promise<T> =>
  new Promise((resolve, reject) => {
    const end = () => {
      onTimeout()
      reject(new Error(`no reply within ${timeoutMs} ms`))
    }
    const wait = (left: number): NodeJS.Timeout =>
      setTimeout(() => {
        if (left === 1) setImmediate(end)
        else timer = wait(left - 1)
      }, timeoutMs / parts)
    let timer = wait(parts)
    asked.then(resolve, reject).finally(() => clearTimeout(timer))
  })

const event = (kind: 'STORE_DOWN' | 'STORE_UP' | 'STORE_FAILED') =>
  publishCacheEvent({ kind, space: null, count: 1 })

export const createGuard = (timeoutMs: number): Guard => {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failuresToOpen),
  })
  let isUp = true
  let hungAt = -Infinity
  const isHung = (): boolean => performance.now() - hungAt < timeoutMs
  const becomes = (up: boolean): void => {
    if (up === isUp) return
    isUp = up
    event(up ? 'STORE_UP' : 'STORE_DOWN')
  }
  breaker.onBreak(() => becomes(false))
  breaker.onReset(() => becomes(true))

  return {
    async run(ask, isFurther = false) {
      // The breaker would let the others wait for the one that tries; they have no time for that.
      if (breaker.state === CircuitState.HalfOpen || (isFurther && isHung()))
        throw new StoreUnavailable()
      const onTimeout = () => (hungAt = performance.now())
      try {
        const reply = await breaker.execute(() => within(timeoutMs, ask(), onTimeout))
        hungAt = -Infinity
        return reply
      } catch (cause) {
        if (!(cause instanceof BrokenCircuitError)) event('STORE_FAILED')
        throw new StoreUnavailable({ cause })
      }
    },
    get isClosed() {
      return breaker.state === CircuitState.Closed
    },
  }
}
