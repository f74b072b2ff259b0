/** A place in the row of drops: which drops a replica has heard, and of which life of the server. */
export interface Position {
  readonly era: string
  readonly sequence: number
}

/**
 * Whether this replica may serve from its memory. It may while it has heard its own beat come back within `trustMs`,
 * counted from when the beat was sent: a drop that was announced after that beat is then at most `trustMs` old.
 */
export interface Trust {
  /** Gives the number of the beat that is about to be sent. */
  sending(): number
  heardBeat(beat: number, position: Position): void
  /** Gives whether exactly this drop was the next one; if not, memory was forgotten as a whole. */
  heardDrop(position: Position): boolean
  broken(): void
  isLive(): boolean
  /** Forgets when the trust has run out; called now and then, so that memory is not kept in vain. */
  check(): void
}

interface Moment {
  readonly steadyMs: number
  readonly wallMs: number
}

/** The steady clock stands still while a machine is suspended, the other one may be set back: the larger step counts. */
const passedMs = (since: Moment): number =>
  Math.max(performance.now() - since.steadyMs, Date.now() - since.wallMs)

export const createTrust = (trustMs: number, forget: () => void): Trust => {
  let lastBeat = 0
  const sent = new Map<number, Moment>()
  let position: Position | null = null
  let trustedSince: Moment | null = null
  const isLive = (): boolean => trustedSince !== null && passedMs(trustedSince) < trustMs

  const lose = (): void => {
    if (position === null && trustedSince === null) return
    position = null
    trustedSince = null
    forget()
  }
  const check = (): void => {
    if (trustedSince !== null && !isLive()) lose()
  }

  return {
    isLive,
    check,
    broken: lose,
    sending() {
      lastBeat += 1
      for (const [beat, moment] of sent) if (passedMs(moment) > trustMs) sent.delete(beat)
      sent.set(lastBeat, { steadyMs: performance.now(), wallMs: Date.now() })
      return lastBeat
    },
    heardBeat(beat, { era, sequence }) {
      const moment = sent.get(beat)
      if (moment === undefined) return
      check()
      const heardAll = position?.era === era && position.sequence === sequence
      // What came into memory while nobody listened may have been dropped since.
      if (!heardAll) forget()
      position = { era, sequence }
      trustedSince = moment
    },
    heardDrop({ era, sequence }) {
      check()
      if (position === null) return false
      const isNext = position.era === era && sequence === position.sequence + 1
      if (isNext) position = { era, sequence }
      else lose()
      return isNext
    },
  }
}
