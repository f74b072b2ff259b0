import type { Row } from './fixture.ts'

/** What a source said at one moment: the row tells when, in events of the run and by the clock. */
export interface Stamped extends Row {
  readonly event: number
  readonly at: number
}

interface State {
  readonly event: number
  readonly at: number
  readonly isAbsent: boolean
  readonly version: number
}

/** What the sources held, when, and what was dropped: against this every answer is judged. */
export const createHistory = (wall: () => number) => {
  let events = 0
  const states = new Map<string, State[]>()
  const drops = new Map<string, { readonly begun: number; readonly acknowledged: number }[]>()

  const statesOf = (key: string): State[] => {
    const known = states.get(key)
    if (known !== undefined) return known
    const fresh = [{ event: 0, at: -Infinity, isAbsent: false, version: 0 }]
    states.set(key, fresh)
    return fresh
  }
  const current = (key: string): State => {
    const state = statesOf(key).at(-1)
    if (state === undefined) throw new Error('every key has a state')
    return state
  }

  return {
    tick: () => ++events,
    /** The source changes: another version, or there and gone. */
    write(key: string, isAbsent: boolean): void {
      const version = current(key).version + 1
      statesOf(key).push({ event: ++events, at: wall(), isAbsent, version })
    },
    /** What the source says now. */
    ask(key: string): Stamped | null {
      const { isAbsent, version } = current(key)
      return isAbsent ? null : { name: key, version, event: ++events, at: wall() }
    },
    dropped(key: string, begun: number): void {
      drops.set(key, [...(drops.get(key) ?? []), { begun, acknowledged: ++events }])
    },
    /** No answer to a reader who began at `event` may be from before this. */
    oldestAllowed: (key: string, event: number): number =>
      (drops.get(key) ?? [])
        .filter(({ acknowledged }) => acknowledged < event)
        .reduce((latest, { begun }) => Math.max(latest, begun), 0),
    /** Whether the key was absent at some moment after both the event and the time. */
    wasAbsentSince(key: string, event: number, at: number): boolean {
      const all = statesOf(key)
      return all.some((state, place) => {
        const next = all[place + 1]
        return state.isAbsent && (next === undefined || (next.event > event && next.at >= at))
      })
    },
    versionOf: (key: string) => current(key).version,
  }
}
export type History = ReturnType<typeof createHistory>
