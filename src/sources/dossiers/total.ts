import type { SourceOutcomes } from '../../lib/outcomes.ts'
import type { List } from './lists.ts'
import { createTally, type Tally } from './tally.ts'

/** Counts when it is first asked; null where an installation failed or does not tell. */
export const createTotal = (
  lists: readonly List[],
  tally: Tally,
  outcomes: SourceOutcomes,
): (() => Promise<number | null>) => {
  const count = async (): Promise<number | null> => {
    if (tally.coverage().missing.length > 0) return null
    const own = createTally([], outcomes)
    const counts = await Promise.all(
      lists.map(({ instance, query }) => own.ask(instance.name, instance.client.count(query))),
    )
    return counts.includes(null) ? null : counts.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  }
  let counted: Promise<number | null> | undefined
  return () => (counted ??= count())
}
