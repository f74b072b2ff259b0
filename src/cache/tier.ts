import type { Landings } from './landing.ts'
import type { Leases } from './lease.ts'
import type { Poller } from './poller.ts'
import type { SharedStore } from './store/types.ts'

/** The way to what replicas share, one for all spaces. Null in its place: this process is alone. */
export interface Tier {
  readonly store: SharedStore
  readonly leases: Leases
  readonly poller: Poller
  readonly landings: Landings
  /** Null where the bytes were not sealed under this name by a key at hand. */
  open(name: string, sealed: Buffer): Buffer | null
}
