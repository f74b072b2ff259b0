import type { Coverage } from '../../domain/dossier.ts'
import { UpstreamError } from '../../lib/errors.ts'
import type { MaybePromise } from '../../lib/maybe-promise.ts'
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
  ask<T>(instance: string, question: () => MaybePromise<T>): MaybePromise<T | null>
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

  const fail = (instance: string, error: unknown): null => {
    outcomes.note(source, instance, statusOfError(error))
    if (!(error instanceof UpstreamError)) throw error
    firstError ??= error
    miss(instance, statusOfError(error))
    return null
  }

  return {
    notCapable: (instance) => miss(instance, 'NOT_CAPABLE'),
    answered: (instance) => void answered.add(instance),
    impaired(instance) {
      miss(instance, 'MALFORMED')
      outcomes.note(source, instance, 'MALFORMED')
    },
    ask(instance, question) {
      const succeed = <Answer>(answer: Answer): Answer => {
        outcomes.note(source, instance, 'OK')
        return answer
      }
      try {
        const answer = question()
        if (!(answer instanceof Promise)) return succeed(answer)
        return answer.then(succeed, (error: unknown) => fail(instance, error))
      } catch (error) {
        return fail(instance, error)
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
