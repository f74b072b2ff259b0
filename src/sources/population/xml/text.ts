import { type Cursor, leave } from './cursor.ts'

/** Control characters, halves of characters beyond the BMP, and what XML 1.0 forbids. */
const unusual = /[^\t\n\x20-\uD7FF\uE000-\uFFFD]/
export const isUsual = (text: string): boolean => !unusual.test(text)

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
