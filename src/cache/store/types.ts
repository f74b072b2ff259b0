import type { Patience } from './guard.ts'

/** A value to keep for the other replicas. The bytes are sealed or public already. */
export interface StoreEntry {
  readonly key: string
  readonly value: Buffer
  readonly ttlMs: number
  /** The token under which the key is leased to the writer: it is kept only while that still holds. Left out: in any case. */
  readonly lease?: string
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
  /** One round trip: the stored bytes of each key and the version of each tag. Gives up when `patience` ends. */
  read(keys: readonly string[], tags: readonly string[], patience?: Patience): Promise<StoreReading>
  /** Keeps the entries. A store that is full keeps none and does not reject. */
  write(entries: readonly StoreEntry[]): Promise<void>
  /** Which of the keys this token may fetch now: true = leased to the caller. */
  lease(
    keys: readonly string[],
    token: string,
    ttlMs: number,
    patience?: Patience,
  ): Promise<readonly boolean[]>
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

export interface SlotLimits {
  /** Calls that may reach the upstream within any window, over all replicas. Left out: as many as there are. */
  readonly rate?: number
  readonly windowMs: number
  /** Slots in use at one moment, over all replicas. */
  readonly concurrent: number
  /** After so long a slot in use comes back although nobody gave it back. Longer than the longest call. */
  readonly holdMs: number
  /** Within how long after its slot was given, or it was said to be sent, a call reaches the upstream if it is not answered before. */
  readonly wireMs: number
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
  /** Their calls are made only now, some time after the slots were given. */
  sent(name: string, limits: SlotLimits, tokens: readonly string[]): Promise<void>
  /** Their calls have been answered, or were never made. */
  leave(name: string, tokens: readonly string[]): Promise<void>
}
