import type { Faults } from '../support/faults.ts'
import type { Journal } from '../support/journal.ts'
import type { World } from '../world/types.ts'

/** Where one simulated system listens. */
export interface SystemAddress {
  readonly system: string
  readonly instance: string | null
  readonly url: string
}

export interface AdminDeps {
  readonly world: World
  readonly faults: Faults
  readonly journal: Journal
  readonly systems: readonly SystemAddress[]
  readonly gatewayConfig: Readonly<Record<string, unknown>>
}
