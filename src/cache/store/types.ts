/** A value to keep for the other replicas. The bytes are sealed or public already. */
export interface StoreEntry {
  readonly key: string
  readonly value: Buffer
  readonly ttlMs: number
}

export interface StoreReading {
  /** In the order of the keys; null: nothing is kept. */
  readonly values: readonly (Buffer | null)[]
  /** In the order of the tags; 0: never dropped. */
  readonly versions: readonly number[]
}

/**
 * The tier shared by the replicas. Every call settles within the command timeout (50 ms) or rejects with StoreUnavailable;
 * a breaker makes an outage cost nothing. Keys and tags are opaque names already (see naming.ts): the store never sees whose they are.
 */
export interface SharedStore {
  /** One round trip: the stored bytes of each key and the version of each tag. */
  read(keys: readonly string[], tags: readonly string[]): Promise<StoreReading>
  /** Keeps the entries. A store that is full keeps none and does not reject. */
  write(entries: readonly StoreEntry[]): Promise<void>
  /** Which of the keys this token may fetch now: true = leased to the caller. */
  lease(keys: readonly string[], token: string, ttlMs: number): Promise<readonly boolean[]>
  /** Prolongs what the token holds; a key leased to another token is left alone. */
  renew(keys: readonly string[], token: string, ttlMs: number): Promise<void>
  /** Ends what the token holds; a key leased to another token is left alone. */
  release(keys: readonly string[], token: string): Promise<void>
  /** Which keys are leased to somebody. */
  leased(keys: readonly string[]): Promise<readonly boolean[]>
  /**
   * Raises the version of each tag and tells every replica. Resolves once every live replica has dropped it from its memory,
   * or has lost the right to serve from memory. Rejects when that cannot be known; the own memory is dropped even then.
   */
  drop(tags: readonly string[]): Promise<void>
  /** Called with tags that some replica dropped, before drop() resolves; with null when pushes may have been missed: memory must be forgotten. */
  onDrop(listener: (tags: readonly string[] | null) => void): () => void
  /** Whether pushes are arriving, so that memory may be trusted. Always true for a store of one process. */
  isLive(): boolean
  readonly status: 'ready' | 'degraded'
  close(): Promise<void>
}

/** The shared tier did not answer in time, refused, or is not asked because of the last failures: go on without it. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'

  constructor(options?: ErrorOptions) {
    super('the shared cache is unavailable', options)
  }
}

export interface SlotLimits {
  /** Slots given within any window, over all replicas. */
  readonly rate: number
  readonly windowMs: number
  /** Slots in use at one moment, over all replicas. */
  readonly concurrent: number
  /** After so long a slot in use comes back although nobody gave it back. Longer than the longest call. */
  readonly holdMs: number
}

/** Permissions to call an upstream, counted over all replicas. Rejects with StoreUnavailable as the store does. */
export interface SharedSlots {
  /** Asks for one slot per token and gives how many of the first were given; `waitMs` is how long until another may be, 0 if unknown. `held` are in use by the caller. */
  enter(
    name: string,
    limits: SlotLimits,
    tokens: readonly string[],
    held: readonly string[],
  ): Promise<{ readonly given: number; readonly waitMs: number }>
  leave(name: string, tokens: readonly string[]): Promise<void>
}
