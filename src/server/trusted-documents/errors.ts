/** The files cannot be used. The message lists every problem by file and operation id, and no operation's text. */
export class TrustedDocumentsError extends Error {
  override readonly name = 'TrustedDocumentsError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `  - ${problem}`).join('\n')
    super(`The trusted documents cannot be used:\n${lines}`)
    this.problems = problems
  }
}

/** An operation is not run: nothing of this id is on the caller's list, or the caller may run registered ones only. */
export class OperationRefusedError extends Error {
  override readonly name = 'OperationRefusedError'
  readonly code: 'PERSISTED_QUERY_NOT_FOUND' | 'OPERATION_NOT_ALLOWED'
  readonly client: string | null

  constructor(code: OperationRefusedError['code'], client: string | null) {
    super(code)
    this.code = code
    this.client = client
  }
}
