import { hasCode } from '../lib/error-code.ts'

/** A file that access depends on cannot be used; the message lists every problem, and no value. */
export abstract class AccessFileError extends Error {
  abstract override readonly name: string
  readonly problems: readonly string[]

  constructor(what: string, problems: readonly string[], options?: ErrorOptions) {
    super(
      `${what} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
      options,
    )
    this.problems = problems
  }
}

/** Names why a path could not be read, without the path. */
export const whyUnreadable = (error: unknown): string =>
  hasCode(error, 'ENOENT') ? 'the file does not exist' : 'the file cannot be read'
