/** What became of the keys that readers needed, since the start. */
export interface Counts {
  memoryHits: number
  /** Past their soft lifetime, served while they were refreshed. */
  memoryStale: number
  memoryMisses: number
  /** Keys that were not in memory, each counted once for all in this process who waited for it. */
  keys: number
  sharedHits: number
  sharedStale: number
  sharedMisses: number
  /** Records past their lifetime that stood in for a source that failed. */
  standIns: number
  /** Keys this process asked the source for, refreshes included. */
  lookups: number
}

export const createCounts = (): Counts => ({
  memoryHits: 0,
  memoryStale: 0,
  memoryMisses: 0,
  keys: 0,
  sharedHits: 0,
  sharedStale: 0,
  sharedMisses: 0,
  standIns: 0,
  lookups: 0,
})
