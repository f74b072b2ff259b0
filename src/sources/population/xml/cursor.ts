/** Thrown for what is not plain; without a stack, which would cost more than the reading. */
export const notPlain = Symbol('not plain')

/** Well-formed or not: for the complete parser to judge. */
export const leave = (): never => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- caught by the one who reads
  throw notPlain
}

export interface Cursor {
  readonly xml: string
  /** The code units of the text, and zeros behind it: asking a text for one takes longer. */
  readonly units: Uint16Array
  /** The next character. */
  at: number
  /** Tags that were not among those kept. */
  newTags: number
}

/** An answer about one person has 2,000. */
const mostUnits = 32_768
const bytes = Buffer.alloc(2 * mostUnits)
const units = new Uint16Array(bytes.buffer, bytes.byteOffset, mostUnits)

/** At the start of a text. There is one at a time, and it is closed before the next. */
export const openCursor = (xml: string): Cursor => {
  if (xml.length >= mostUnits) leave()
  bytes.write(xml, 'utf16le')
  return { xml, units, at: 0, newTags: 0 }
}

/** Nothing of a person stays behind, nor anything that the next text could seem to go on with. */
export const closeCursor = ({ xml }: Cursor): void => void units.fill(0, 0, xml.length)

export const codeAt = ({ units, at }: Cursor): number => units[at] ?? 0

const space = /[\t\n ]*/y

export const skipSpaces = (cursor: Cursor): void => {
  if (codeAt(cursor) > 32) return
  space.lastIndex = cursor.at
  space.exec(cursor.xml)
  cursor.at = space.lastIndex
}

/** Moves past `sign`, which must come next. */
export const expect = (cursor: Cursor, sign: string): void => {
  if (!cursor.xml.startsWith(sign, cursor.at)) leave()
  cursor.at += sign.length
}
