/** Something that a login gives and that the upstream may end at any time: a session number, a token. */
export interface Session<T> {
  /** The current one; logs in where there is none. */
  get(): Promise<T>
  /** A newer one than `stale`, which the upstream no longer takes. Logs in only if nobody has done so since. */
  renew(stale: T): Promise<T>
}

/** Callers who come while a login runs share it. A failed login is forgotten, so that the next caller tries again. */
export const createSession = <T>(login: () => Promise<T>): Session<T> => {
  let current: Promise<T> | null = null

  const start = (): Promise<T> => {
    const flight = login()
    current = flight
    flight.catch(() => {
      if (current === flight) current = null
    })
    return flight
  }

  const get = (): Promise<T> => current ?? start()

  return {
    get,
    async renew(stale) {
      const flight = get()
      const value = await flight
      if (value !== stale) return value
      return current === flight ? start() : get()
    },
  }
}
