/** Faults of the way, played on the socket whatever the system says: its handlers need not know them. */
type TransportFaultKind =
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'down' | 'cut' | 'garbage' | 'html' | 'oversize' }

/** Faults of the system itself, played by its handlers. */
interface ContentFaultKind {
  readonly kind:
    | 'empty'
    | 'reordered'
    | 'missing'
    | 'extra'
    | 'wrong-person'
    | 'unknown-enum'
    | 'expired-session'
}

/** What can go wrong with a system, as a visitor or a test switches it on. */
export type FaultKind = TransportFaultKind | ContentFaultKind

/** `times`: how many replies it spoils; without it, all until it is switched off. */
interface Lasting {
  readonly times?: number
}

export type Fault = FaultKind & Lasting
export type TransportFault = TransportFaultKind & Lasting

const transportKinds: readonly Fault['kind'][] = [
  'slow',
  'status',
  'down',
  'cut',
  'garbage',
  'html',
  'oversize',
] satisfies TransportFault['kind'][]

export const isTransportFault = (fault: Fault): fault is TransportFault =>
  transportKinds.includes(fault.kind)

interface ActiveFault {
  readonly system: string
  /** null: every instance of the system that has no fault of its own. */
  readonly instance: string | null
  /** With the `times` that are left. */
  readonly fault: Fault
}

export interface Faults {
  /** Switches a fault on, or with `null` off. `instance` null means the whole system. */
  set(system: string, instance: string | null, fault: Fault | null): void
  /** The fault in force: the instance's own, else the system's. Looking does not use up `times`. */
  current(system: string, instance: string | null): Fault | null
  /** The same, and one of its `times` is used up. */
  take(system: string, instance: string | null): Fault | null
  list(): readonly ActiveFault[]
  clear(): void
}

// No system and no instance name holds a space.
const keyOf = (system: string, instance: string | null): string => `${system} ${instance ?? ''}`

/** Nothing is wrong at first. */
export const createFaults = (): Faults => {
  const active = new Map<string, ActiveFault>()

  const find = (system: string, instance: string | null): ActiveFault | undefined =>
    active.get(keyOf(system, instance)) ?? active.get(keyOf(system, null))

  const useUp = (entry: ActiveFault): void => {
    const { system, instance, fault } = entry
    if (fault.times === undefined) return
    if (fault.times <= 1) active.delete(keyOf(system, instance))
    else
      active.set(keyOf(system, instance), { ...entry, fault: { ...fault, times: fault.times - 1 } })
  }

  return {
    set(system, instance, fault) {
      if (fault === null) active.delete(keyOf(system, instance))
      else active.set(keyOf(system, instance), { system, instance, fault })
    },
    current: (system, instance) => find(system, instance)?.fault ?? null,
    take(system, instance) {
      const entry = find(system, instance)
      if (entry !== undefined) useUp(entry)
      return entry?.fault ?? null
    },
    list: () => [...active.values()],
    clear: () => active.clear(),
  }
}
