import {
  closeCursor,
  codeAt,
  type Cursor,
  expect,
  isUsual,
  leave,
  notPlain,
  openCursor,
  readTag,
  readText,
  skipSpaces,
} from './plain-cursor.ts'
import { add, isKnown, maxDepth, type Open, valueOf, type XmlElement } from './xml.ts'

/** The declarations in force, the innermost first. */
interface Scope {
  readonly prefix: string
  readonly known: boolean
  readonly outer: Scope | null
  /** How many are in force. */
  readonly count: number
}

/** An answer has two or three; each element walks through those in force. */
const mostDeclarations = 16

/** Where an element stands. */
interface Place {
  readonly scope: Scope | null
  readonly known: boolean
  readonly depth: number
}

const slash = 47
const bracket = 62

/** Whether a prefix stands for a namespace that is read. */
const isKnownPrefix = (scope: Scope | null, prefix: string): boolean => {
  for (let inner = scope; inner !== null; inner = inner.outer)
    if (inner.prefix === prefix) return inner.known
  return prefix === '' ? isKnown('') : leave()
}

/** Prefixes that begin with `xml`, and the namespaces that belong to them, have rules of their own. */
const declare = (outer: Scope | null, prefix: string, uri: string): Scope => {
  const isOdd = (prefix !== '' && uri === '') || /^xml/i.test(prefix) || /\s|w3\.org/.test(uri)
  const count = (outer?.count ?? 0) + 1
  return isOdd || count > mostDeclarations ? leave() : { prefix, known: isKnown(uri), outer, count }
}

const attribute =
  /[\t\n ]+([A-Za-z_][\w.-]*)(?::([A-Za-z_][\w.-]*))?[\t\n ]*=[\t\n ]*(?:"([^"<&]*)"|'([^'<&]*)')/y

/** Two prefixes may stand for one namespace, and the same name in it is there twice then. */
const uniqueName = (first: string, second: string | undefined): string =>
  first === 'xmlns' || second === undefined ? `${first}:${second ?? ''}` : `:${second}`

/** What the attributes of an element declare; nothing else that they say is read. */
const readAttributes = (cursor: Cursor, outer: Scope | null): Scope | null => {
  const names = new Set<string>()
  const prefixes: string[] = []
  let scope = outer
  let count = 0
  attribute.lastIndex = cursor.at
  for (let found = attribute.exec(cursor.xml); found; found = attribute.exec(cursor.xml)) {
    cursor.at = attribute.lastIndex
    const [whole, first = '', second, value = found[4] ?? ''] = found
    if (first === 'xmlns') scope = declare(scope, second ?? '', value)
    else if (second !== undefined) prefixes.push(first)
    names.add(uniqueName(first, second))
    if (names.size !== ++count || !isUsual(whole)) leave()
  }
  for (const prefix of prefixes) isKnownPrefix(scope, prefix)
  skipSpaces(cursor)
  return scope
}

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
 * its façades write, and it is read in half of the time that a complete parser takes
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
