import { type Cursor, leave, skipSpaces } from './cursor.ts'
import { isKnown } from './element.ts'
import { isUsual } from './text.ts'

/** The declarations in force, the innermost first. */
export interface Scope {
  readonly prefix: string
  readonly known: boolean
  readonly outer: Scope | null
  /** How many are in force. */
  readonly count: number
}

/** An answer has two or three; each element walks through those in force. */
const mostDeclarations = 16

/** Whether a prefix stands for a namespace that is read. */
export const isKnownPrefix = (scope: Scope | null, prefix: string): boolean => {
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
export const readAttributes = (cursor: Cursor, outer: Scope | null): Scope | null => {
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
