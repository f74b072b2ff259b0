import type { Coverage } from '../../domain/dossier.ts'
import { UpstreamError } from '../../lib/errors.ts'
import { statusOfError, type SourceOutcomes } from '../../lib/outcomes.ts'
import { source } from './decode.ts'

/** Keeps account of which installations one question went to and what each gave. */
export interface Tally {
  notCapable(instance: string): void
  /** The installation has listed dossiers, be they none. */
  answered(instance: string): void
  /** Something in the installation's answer could not be read and is missing. */
  impaired(instance: string): void
  /** Gives null in place of an UpstreamError, and remembers it. */
  ask<T>(instance: string, answer: Promise<T>): Promise<T | null>
  coverage(): Coverage
  /** @throws UpstreamError the first, where every installation that was asked failed */
  assertAnswered(): void
}

export const createTally = (asked: readonly string[], outcomes: SourceOutcomes): Tally => {
  const missing = new Map<string, string>()
  const answered = new Set<string>()
  let firstError: UpstreamError | undefined

  const miss = (instance: string, reason: string): void => {
    if (!missing.has(instance)) missing.set(instance, reason)
  }

  return {
    notCapable: (instance) => miss(instance, 'NOT_CAPABLE'),
    answered: (instance) => void answered.add(instance),
    impaired(instance) {
      miss(instance, 'MALFORMED')
      outcomes.note(source, instance, 'MALFORMED')
    },
    async ask(instance, answer) {
      try {
        return await outcomes.watch(source, instance, answer)
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error
        firstError ??= error
        miss(instance, statusOfError(error))
        return null
      }
    },
    coverage: () => ({
      asked: asked.length,
      answered: asked.filter((instance) => !missing.has(instance)).length,
      missing: asked.flatMap((instance) => {
        const reason = missing.get(instance)
        return reason === undefined ? [] : [{ instance, reason }]
      }),
    }),
    assertAnswered() {
      if (answered.size === 0 && firstError !== undefined) throw firstError
    },
  }
}
