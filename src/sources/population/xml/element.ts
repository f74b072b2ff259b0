/** One element: its text, null where it is empty, or what it holds. Repeated elements become a list. */
export type XmlValue = string | null | XmlElement | XmlValue[]
export interface XmlElement {
  [name: string]: XmlValue
}

/** Prefixes vary from answer to answer, and an LGSP transformation may drop the namespaces altogether. */
const namespaces: ReadonlySet<string> = new Set([
  '',
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.mic.gov.vn/dancu/1.0',
])

/** Elements of a foreign namespace mean something else, whatever they are called. */
export const isKnown = (uri: string): boolean => namespaces.has(uri)

/** A record is 6 levels deep. */
export const maxDepth = 16

/**
 * Inherits from an object that has nothing, so that no element's name can mean more than itself. One made by
 * `Object.create(null)` would be a hash table, and filling those took a third of the time.
 */
const Bag = function () {
  // Empty.
} as unknown as { new (): XmlElement; prototype: object }
Bag.prototype = Object.create(null) as object

/** V8 keeps a longer piece of a text as a view of the whole: each name in a record would keep its whole answer in memory. */
const longestCopied = 12
/** Putting a name together from its letters takes half of the time of a copy by way of a buffer. */
const longestByLetter = 64

const codesOf = (text: string): number[] => {
  const codes: number[] = []
  for (let at = 0; at < text.length; at++) codes.push(text.charCodeAt(at))
  return codes
}

const copied = (text: string): string => {
  if (text.length <= longestCopied) return text
  return text.length <= longestByLetter
    ? String.fromCharCode(...codesOf(text))
    : Buffer.from(text, 'utf16le').toString('utf16le')
}

/** An element that is being read. */
export interface Open {
  text: string
  children: XmlElement | null
}

/** What a parent holds of an element that is read to its end: the text between its children, if it has any, means nothing. */
export const valueOf = ({ children, text }: Open): XmlValue =>
  children ?? (text === '' ? null : copied(text.trim()) || null)

export const add = (parent: Open, name: string, value: XmlValue): void => {
  parent.children ??= new Bag()
  const before = parent.children[name]
  if (before === undefined) parent.children[name] = value
  else if (Array.isArray(before)) before.push(value)
  else parent.children[name] = [before, value]
}
