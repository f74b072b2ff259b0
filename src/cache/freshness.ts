/** Told to a reader who was served something past its soft lifetime. */
export interface Stale {
  readonly fetchedAt: Date
  /** Why the source's present state is not shown: it is being asked now, or it failed. */
  readonly reason: 'REFRESHING' | 'SOURCE_FAILED'
}

/** How a reader learns that one of the records is stale. */
export type NoteStale = (stale: Stale) => void

export const staleSince = (fetchedAt: number, reason: Stale['reason']): Stale => ({
  fetchedAt: new Date(fetchedAt),
  reason,
})
