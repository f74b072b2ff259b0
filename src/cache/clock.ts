/** Milliseconds. Entries that replicas share are dated by the wall clock; what this process keeps ages by one that never jumps. */
export interface Clock {
  wall(): number
  monotonic(): number
}

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
}
