/** Who has confirmed the drops that this replica announced. */
export interface Acknowledgements {
  expect(drop: string): void
  add(drop: string, replica: string): void
  /** Resolves when all of them have confirmed, or after `timeoutMs`; `mayBeFew` leaves only the latter. */
  all(
    drop: string,
    replicas: readonly string[],
    timeoutMs: number,
    mayBeFew: boolean,
  ): Promise<void>
}

interface Waiting {
  readonly heard: Set<string>
  onHeard: () => void
}

export const createAcknowledgements = (): Acknowledgements => {
  const waiting = new Map<string, Waiting>()
  return {
    expect: (drop) => void waiting.set(drop, { heard: new Set(), onHeard: () => undefined }),
    add(drop, replica) {
      const entry = waiting.get(drop)
      entry?.heard.add(replica)
      entry?.onHeard()
    },
    async all(drop, replicas, timeoutMs, mayBeFew) {
      const entry = waiting.get(drop)
      if (entry === undefined) return
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const timer = setTimeout(resolve, timeoutMs)
      entry.onHeard = () => {
        if (!mayBeFew && replicas.every((replica) => entry.heard.has(replica))) resolve(undefined)
      }
      entry.onHeard()
      await promise
      clearTimeout(timer)
      waiting.delete(drop)
    },
  }
}
