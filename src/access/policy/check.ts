import { daysBetween, type LocalDate } from '../../domain/dates.ts'
import { readDocument } from '../../lib/document.ts'
import { AccessFileError } from '../file-error.ts'
import { contradictionsIn } from './contradictions.ts'
import { type PolicyFile, policyForm } from './schema.ts'

export class PolicyError extends AccessFileError {
  override readonly name = 'PolicyError'

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super('The access policy', problems, options)
  }
}

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
  return Object.freeze(value)
}

const told = (path: readonly PropertyKey[], problem: string): string =>
  `${path.map(String).join('.') || 'the file'}: ${problem}`

/** Checks a policy as read from its file. @throws PolicyError for all problems at once */
export const checkPolicyFile = (raw: unknown): PolicyFile => {
  const parsed = policyForm.safeParse(raw)
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => told(path, message)),
    ...contradictionsIn(raw).map(([path, problem]) => told(path, problem)),
  ]
  if (!parsed.success || problems.length > 0) throw new PolicyError(problems)
  return freeze(parsed.data)
}

/** The same from the text of the file, YAML or JSON. */
export const parsePolicyFile = (text: string): PolicyFile => {
  const document = readDocument(text)
  if ('problems' in document)
    throw new PolicyError(document.problems.map((problem) => told([], problem)))
  return checkPolicyFile(document.value)
}

/** What is no fault and should be looked at: a grant that has ended stands in the file as if it held. */
export const warningsIn = ({ grants }: PolicyFile, today: LocalDate): readonly string[] =>
  grants.flatMap(({ until }, index) =>
    until !== null && daysBetween(until, today) > 0
      ? [told(['grants', index, 'until'], 'has passed: the grant holds no more')]
      : [],
  )
