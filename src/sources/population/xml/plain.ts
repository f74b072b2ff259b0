import { isKnownPrefix, readAttributes, type Scope } from './attributes.ts'
import {
  closeCursor,
  codeAt,
  type Cursor,
  expect,
  leave,
  notPlain,
  openCursor,
  skipSpaces,
} from './cursor.ts'
import { add, maxDepth, type Open, valueOf, type XmlElement } from './element.ts'
import { readTag } from './tags.ts'
import { readText } from './text.ts'

/** Where an element stands. */
interface Place {
  readonly scope: Scope | null
  readonly known: boolean
  readonly depth: number
}

const slash = 47
const bracket = 62

/** From behind the `<` of its opening tag to behind its closing one. */
const readElement = (cursor: Cursor, parent: Open, outer: Place): void => {
  if (outer.depth >= maxDepth) leave()
  const tag = readTag(cursor)
  const code = codeAt(cursor)
  const scope =
    code === bracket || code === slash ? outer.scope : readAttributes(cursor, outer.scope)
  const known = isKnownPrefix(scope, tag.prefix) && outer.known
  const self: Open = { text: '', children: null }
  if (codeAt(cursor) === slash) cursor.at++
  else {
    expect(cursor, '>')
    readContent(cursor, self, { scope, known, depth: outer.depth + 1 })
    expect(cursor, tag.text)
    skipSpaces(cursor)
  }
  expect(cursor, '>')
  if (known) add(parent, tag.name, valueOf(self))
}

/** To the name in the closing tag. */
const readContent = (cursor: Cursor, self: Open, place: Place): void => {
  for (;;) {
    const text = readText(cursor)
    if (text !== '') self.text += text
    if (codeAt(cursor) === slash) {
      cursor.at++
      return
    }
    readElement(cursor, self, place)
  }
}

const start =
  /^\uFEFF?(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")? ?\?>)?[\t\n ]*</

const readRoot = (cursor: Cursor): XmlElement => {
  const { xml } = cursor
  cursor.at = start.exec(xml)?.[0].length ?? leave()
  const root: Open = { text: '', children: null }
  readElement(cursor, root, { scope: null, known: true, depth: 0 })
  skipSpaces(cursor)
  return cursor.at === xml.length ? (root.children ?? {}) : leave()
}

const readDocument = (xml: string): XmlElement => {
  const cursor = openCursor(xml)
  try {
    return readRoot(cursor)
  } finally {
    closeCursor(cursor)
  }
}

/**
 * Plain XML: elements, attributes, text and references, with names in ASCII. That is how the population database and
 * its façades write, and it is read in less than half of the time that a complete parser takes
 * (`npm run bench -- --story population-decode`).
 *
 * @returns undefined for everything else, well-formed or not: comments, CDATA, instructions, a DTD, rare characters,
 *   mistakes
 */
export const readPlainXml = (xml: string): XmlElement | undefined => {
  try {
    return readDocument(xml.includes('\r') ? xml.replace(/\r\n?/g, '\n') : xml)
  } catch (error) {
    if (error === notPlain) return undefined
    throw error
  }
}
