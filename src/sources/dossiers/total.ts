import { together } from '../../lib/maybe-promise.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import type { Found } from './lists.ts'
import { createTally } from './tally.ts'

/** Counts what was received until then, when it is first asked; null where an installation failed or does not tell. */
export const createTotal = (
  { lists, tally }: Found,
  until: number,
  outcomes: SourceOutcomes,
): (() => Promise<number | null>) => {
  const count = async (): Promise<number | null> => {
    if (tally.coverage().missing.length > 0) return null
    const own = createTally([], outcomes)
    const counts = await together(
      lists.map(({ instance, question }) =>
        own.ask(instance.name, () => instance.client.count({ ...question, to: until })),
      ),
    )
    return counts.includes(null) ? null : counts.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  }
  let counted: Promise<number | null> | undefined
  return () => (counted ??= count())
}
