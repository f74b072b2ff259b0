/** What both databases take as it is. */
export type Value = string | number | null | Uint8Array
export type Row = Readonly<Record<string, unknown>>

/** One value more than texts between them would need: a value stands after each text but the last. */
export interface Query {
  readonly texts: readonly string[]
  readonly values: readonly Value[]
}

const isQuery = (part: Value | Query): part is Query =>
  typeof part === 'object' && part !== null && 'texts' in part

const append = ({ texts, values }: Query, part: Query): Query => ({
  texts: [
    ...texts.slice(0, -1),
    `${texts.at(-1) ?? ''}${part.texts[0] ?? ''}`,
    ...part.texts.slice(1),
  ],
  values: [...values, ...part.values],
})

const text = (content: string): Query => ({ texts: [content], values: [] })

/** A statement in which every value is a parameter, whatever it holds; a query within is taken over. */
export const sql = (texts: TemplateStringsArray, ...parts: readonly (Value | Query)[]): Query =>
  parts.reduce<Query>(
    (query, part, index) =>
      append(
        append(query, isQuery(part) ? part : { texts: ['', ''], values: [part] }),
        text(texts[index + 1] ?? ''),
      ),
    text(texts[0] ?? ''),
  )

/** `?, ?, ?` */
export const list = (values: readonly Value[]): Query => ({
  texts: ['', ...values.slice(1).map(() => ', '), ''].slice(0, values.length + 1),
  values,
})

/** `(?, ?), (?, ?)`, all rows of one length. */
export const rows = (all: readonly (readonly Value[])[]): Query => {
  const texts = all.flatMap((row, index) => [
    index === 0 ? '(' : '), (',
    ...row.slice(1).map(() => ', '),
  ])
  return { texts: [...texts, ')'], values: all.flat() }
}

/** The statement with its parameters named as the database wants them. */
export const render = ({ texts }: Query, nameOf: (number: number) => string): string =>
  texts.reduce((written, part, index) => `${written}${nameOf(index)}${part}`)

export interface Connection {
  run(query: Query): Promise<readonly Row[]>
}

export interface Transaction extends Connection {
  /**
   * One after another, and none after one that failed. Where there is a way to go they go it together. The answers stand in
   * the order of the statements.
   */
  runAll(queries: readonly Query[]): Promise<readonly (readonly Row[])[]>
  /** The same for statements that change nothing: they need not wait until it is known that the transaction has begun. */
  readAll(queries: readonly Query[]): Promise<readonly (readonly Row[])[]>
}

export interface Database extends Connection {
  /** All of it or nothing, durable once it resolves. What a rejection left behind is not known. */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** Statements after which nobody else holds a lock of that name until the end of the transaction. */
  readonly lock: (names: readonly bigint[]) => readonly Query[]
  /** How many rows are best added by one statement. */
  readonly rowsAtOnce: number
  /**
   * Whether the next write may go through it. Otherwise it is closed and another opened: a file that could only be read when
   * it was opened stays so for that connection, and one that was put aside takes records that nobody finds.
   */
  isSound(): boolean
  readonly types: {
    readonly bytes: string
    readonly integer: string
    readonly table: string
    /** Of a table that is read by its key only. */
    readonly keyedTable: string
  }
  /** As `transact`, for as long as it takes: a step to another form of the tables. */
  atLeisure<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Statements that let nobody else write to the table until the end of the transaction. */
  readonly hold: (table: string) => readonly string[]
  /** Statements that refuse rows of the table for which the condition holds, such as `length(new.look) = 32`. */
  readonly refuse: (table: string, condition: string, reason: string) => readonly string[]
  /** Statements that refuse whatever would change or remove a row of the table. */
  readonly freeze: (table: string) => readonly string[]
  close(): Promise<void>
}
