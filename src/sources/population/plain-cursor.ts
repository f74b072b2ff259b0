/** Thrown for what is not plain; without a stack, which would cost more than the reading. */
export const notPlain = Symbol('not plain')

/** Well-formed or not: for the complete parser to judge. */
export const leave = (): never => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- caught by the one who reads
  throw notPlain
}

export interface Cursor {
  readonly xml: string
  /** The code units of the text and a zero: asking a text for one takes several times as long. */
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

/** At the start of a text. There is one at a time: the next takes the place of its units. */
export const openCursor = (xml: string): Cursor => {
  if (xml.length >= mostUnits) leave()
  units[bytes.write(xml, 'utf16le') / 2] = 0
  return { xml, units, at: 0, newTags: 0 }
}

/** Nothing of a person stays behind. */
export const closeCursor = ({ xml }: Cursor): void => void units.fill(0, 0, xml.length)

/** What stands between `<` and `>`, without attributes. */
export interface Tag {
  readonly text: string
  readonly prefix: string
  readonly name: string
}

/** Control characters, halves of characters beyond the BMP, and what XML 1.0 forbids. */
const unusual = /[^\t\n\x20-\uD7FF\uE000-\uFFFD]/
export const isUsual = (text: string): boolean => !unusual.test(text)

/** Of the letters of ASCII alone, as in every answer that is known. */
const name = /^([A-Za-z_][\w.-]*)(?::([A-Za-z_][\w.-]*))?$/
const nameSigns = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w.:-]/.test(String.fromCharCode(code)) ? 1 : 0,
)

/** V8 fills an object by such a text without looking it up in the table of all its names. */
const asKey = (text: string): string => Object.keys({ [text]: null })[0] ?? text

/** Twice as long as any that is known: what is kept of strange answers stays below a megabyte. */
const longestTag = 64
/** Five times as many as an answer has in all. */
const mostNewTags = 256

/** The tags of one answer are those of the next, so they are kept by a hash of their letters; a few more come and go. */
const slots = 4_096
const tags: (Tag | undefined)[] = Array.from({ length: slots }, () => undefined)

const newTag = (whole: string): Tag => {
  const [text, first = '', second] = name.exec(whole) ?? leave()
  const tag = second === undefined ? { prefix: '', name: first } : { prefix: first, name: second }
  return { text: asKey(text), prefix: asKey(tag.prefix), name: asKey(tag.name) }
}

/** Moves past a tag's name. */
export const readTag = (cursor: Cursor): Tag => {
  const { xml, units, at: from } = cursor
  let at = from
  let hash = 0
  for (let code = units[at] ?? 0; nameSigns[code] === 1; code = units[++at] ?? 0)
    hash = (Math.imul(hash, 31) + code) | 0
  cursor.at = at
  const slot = (hash ^ (hash >>> 12)) & (slots - 1)
  const known = tags[slot]
  if (known?.text.length === at - from && xml.startsWith(known.text, from)) return known
  if (at - from > longestTag || ++cursor.newTags > mostNewTags) leave()
  const tag = newTag(xml.slice(from, at))
  tags[slot] = tag
  return tag
}

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

const reference = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));|&/g
const signs: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

const characterOf = (code: number): string => {
  const text = code <= 0xffff ? String.fromCharCode(code) : leave()
  return isUsual(text) ? text : leave()
}

const withoutReferences = (text: string): string =>
  text.replace(reference, (_, sign?: string, decimal?: string, hex?: string) => {
    if (sign !== undefined) return signs[sign] ?? leave()
    if (decimal !== undefined) return characterOf(Number(decimal))
    return hex === undefined ? leave() : characterOf(Number.parseInt(hex, 16))
  })

/** Of each sign in a text: nothing to see, its end, a reference, and what is left to others. */
const plain = 0
const ending = 1
const referring = 2
const odd = 3
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code === 60) return ending
  if (code === 38) return referring
  // `>` may not follow `]]`; nobody writes it at all.
  return code === 62 || (code < 32 && code !== 9 && code !== 10) ? odd : plain
})

const kindOf = (code: number): number => {
  if (code < 128) return kinds[code] ?? odd
  // Not a number behind the end.
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) ? plain : odd
}

/** The text up to the next `<`, which is passed too. */
export const readText = (cursor: Cursor): string => {
  const { xml, units, at: from } = cursor
  let at = from
  let refers = false
  for (;;) {
    const kind = kindOf(units[at] ?? 0)
    if (kind === ending) break
    if (kind === odd) leave()
    if (kind === referring) refers = true
    at++
  }
  cursor.at = at + 1
  if (at === from) return ''
  const text = xml.slice(from, at)
  return refers ? withoutReferences(text) : text
}
