/** What can go wrong with a system, as a visitor or a test switches it on. */
export type FaultKind =
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number }
  | {
      readonly kind:
        | 'down'
        | 'cut'
        | 'garbage'
        | 'html'
        | 'oversize'
        | 'empty'
        | 'reordered'
        | 'missing'
        | 'extra'
        | 'wrong-person'
        | 'unknown-enum'
        | 'expired-session'
    }

/** `times`: how many replies it spoils; without it, all until it is switched off. */
export type Fault = FaultKind & { readonly times?: number }
