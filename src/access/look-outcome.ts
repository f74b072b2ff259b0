import type { DenialReason, NotMatchable } from '../domain/citizen.ts'
import { UpstreamError } from '../lib/errors.ts'
import type { CitizenOutcome, ShownCitizen } from './shown.ts'

/** Why nothing is shown: our own reason, what became of asking, or that there is nothing to ask by. */
export type Refused = DenialReason | Error | NotMatchable

const denied = (reason: DenialReason): CitizenOutcome => ({ __typename: 'AccessDenied', reason })

const refusals: readonly DenialReason[] = ['PROCEDURE_NOT_LICENSED', 'OFFICER_NOT_ALLOWED']

/** What the source refused is told like our own refusal; anything else that failed tells nothing of the person. */
const failed = (error: Error): CitizenOutcome => {
  if (!(error instanceof UpstreamError)) throw error
  const reason = refusals.find((known) => known === error.reason)
  if (reason !== undefined) return denied(reason)
  return {
    __typename: 'SourceUnavailable',
    source: error.source,
    retryable: error.fault === 'timeout' || error.fault === 'unavailable',
  }
}

export const toOutcome = (answer: ShownCitizen | null | Refused): CitizenOutcome => {
  if (answer === null) return { __typename: 'NotFound' }
  if (typeof answer === 'string') return denied(answer)
  return answer instanceof Error ? failed(answer) : answer
}
