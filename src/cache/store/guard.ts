import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
} from 'cockatiel'
import { publishCacheEvent } from '../../lib/channels.ts'
import { StoreUnavailable } from './errors.ts'

/** As many failures in a row give the server up; one success takes it back. */
const failuresToOpen = 5
/** How long nobody asks before one caller tries again. */
const openMs = 1_000

/** In how many parts the time is waited out. */
const parts = 5

/** Three calls that take so many each are more than one reader waits for. */
const slowParts = 1.5

/** What one reader will wait for all calls made on the way to one answer, in parts of the command timeout. */
export interface Patience {
  left: number
}
export const createPatience = (): Patience => ({ left: parts })

/** Asks one server, or does not, while it is known to be away. */
export interface Guard {
  /**
   * Settles within the command timeout, or within what is left of a reader's patience; every failure is a
   * StoreUnavailable. `FURTHER`: asked on behalf of readers who have waited for two calls before, so that it is refused at
   * once where a third would take more than they have left, or after a call that was in vain.
   */
  run<T>(ask: () => Promise<T>, patience?: Patience | 'FURTHER'): Promise<T>
  readonly isClosed: boolean
}

/**
 * A process that was busy finds its timer due before it has read the reply that lies in its socket, and a burst of
 * requests keeps it busy for longer than the whole time. So the time is counted in parts, each of them a turn of the
 * event loop of its own, and the socket has one more turn at the end: what is waited for is the server, not ourselves.
 */
const within = <T>(partMs: number, patience: Patience, asked: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    let { left } = patience
    const end = () => reject(new Error('no reply in time'))
    const wait = (): NodeJS.Timeout =>
      setTimeout(() => {
        left -= 1
        // Calls that one reader makes at one time wait together.
        patience.left = Math.min(patience.left, left)
        if (left <= 0) setImmediate(end)
        else timer = wait()
      }, partMs)
    let timer = wait()
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
  /** What a call has taken of late, in parts. */
  let usual = 0
  const isHung = (): boolean => performance.now() - hungAt < timeoutMs
  const patienceOf = (given: Patience | 'FURTHER' | undefined): Patience => {
    if (given === undefined) return createPatience()
    if (given !== 'FURTHER') return given
    return { left: isHung() || usual >= slowParts ? 0 : parts }
  }
  const ask = async <T>(question: () => Promise<T>, patience: Patience): Promise<T> => {
    const { left } = patience
    try {
      return await within(timeoutMs / parts, patience, question())
    } catch (error) {
      // One who had little patience says nothing about the server.
      if (left === parts && patience.left <= 0) hungAt = performance.now()
      throw error
    } finally {
      if (left === parts) usual += (left - patience.left - usual) / 4
    }
  }
  const becomes = (up: boolean): void => {
    if (up === isUp) return
    isUp = up
    event(up ? 'STORE_UP' : 'STORE_DOWN')
  }
  breaker.onBreak(() => becomes(false))
  breaker.onReset(() => becomes(true))

  return {
    async run(question, given) {
      const patience = patienceOf(given)
      // The breaker would let the others wait for the one that tries; they have no time for that.
      if (breaker.state === CircuitState.HalfOpen || patience.left <= 0)
        throw new StoreUnavailable()
      try {
        const reply = await breaker.execute(() => ask(question, patience))
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
