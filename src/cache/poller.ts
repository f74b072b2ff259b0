import type { SharedStore, StoreReading } from './store/types.ts'

/** GONE: its holder has left it without a value. LATE: no time is left to wait. AWAY: the store does not answer. */
export type Leaving = 'GONE' | 'LATE' | 'AWAY'

/** A key that another replica fetches. */
export interface Awaited {
  readonly name: string
  readonly tags: readonly string[]
  /** Monotonic. */
  readonly until: number
  /** Looks at what has come; true where it will do. */
  accept(sealed: Buffer, versions: readonly number[]): boolean
  leave(why: Leaving): void
}

export interface Poller {
  watch(awaited: readonly Awaited[]): void
  close(): void
}

const firstStepMs = 10
const lastStepMs = 50
const slowing = 1.5

interface Look extends StoreReading {
  readonly leased: readonly boolean[]
  readonly placeOf: ReadonlyMap<string, number>
}

/** Leases are looked at first: a holder writes before it lets go, so a value that is missing after that was never written. */
const look = async (store: SharedStore, all: readonly Awaited[]): Promise<Look> => {
  const names = all.map(({ name }) => name)
  const tags = [...new Set(all.flatMap((one) => one.tags))]
  const [leased, reading] = await Promise.all([store.leased(names), store.read(names, tags)])
  return { ...reading, leased, placeOf: new Map(tags.map((tag, place) => [tag, place])) }
}

/** One question a step for all that this process waits for, however many readers and spaces that is. */
export const createPoller = (store: SharedStore, monotonic: () => number): Poller => {
  const watched = new Set<Awaited>()
  let timer: NodeJS.Timeout | undefined
  let stepMs = firstStepMs

  const leave = (one: Awaited, why: Leaving): void => {
    if (watched.delete(one)) one.leave(why)
  }

  const judge = (one: Awaited, place: number, seen: Look): void => {
    const sealed = seen.values[place] ?? null
    const versions = one.tags.map((tag) => seen.versions[seen.placeOf.get(tag) ?? -1] ?? 0)
    if (sealed !== null && one.accept(sealed, versions)) watched.delete(one)
    else if (seen.leased[place] !== true) leave(one, 'GONE')
    else if (monotonic() >= one.until) leave(one, 'LATE')
  }

  const step = async (): Promise<void> => {
    const all = [...watched]
    const before = watched.size
    const seen = await look(store, all).catch(() => null)
    for (const [place, one] of all.entries())
      if (seen === null) leave(one, 'AWAY')
      else judge(one, place, seen)
    stepMs = watched.size < before ? firstStepMs : Math.min(lastStepMs, stepMs * slowing)
    timer = undefined
    schedule()
  }

  const schedule = (): void => {
    if (watched.size > 0) timer ??= setTimeout(() => void step(), stepMs)
  }

  return {
    watch(awaited) {
      for (const one of awaited) watched.add(one)
      stepMs = firstStepMs
      schedule()
    },
    close() {
      clearTimeout(timer)
      for (const one of [...watched]) leave(one, 'AWAY')
    },
  }
}
