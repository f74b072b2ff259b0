/** A file that access depends on cannot be used; the message lists every problem, and no value. */
export class AccessFileError extends Error {
  override readonly name: string = 'AccessFileError'
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
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? 'the file does not exist'
    : 'the file cannot be read'
