import { type Cursor, leave } from './cursor.ts'

/** What stands between `<` and `>`, without attributes. */
export interface Tag {
  readonly text: string
  readonly prefix: string
  readonly name: string
}

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
