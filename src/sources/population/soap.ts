import { SaxesParser } from 'saxes'
import { malformed } from './errors.ts'

/** One element: its text, null where it is empty, or what it holds. Repeated elements become a list. */
type XmlValue = string | null | XmlElement | XmlValue[]
interface XmlElement {
  [name: string]: XmlValue
}

/** Prefixes vary from answer to answer, and an LGSP transformation may drop the namespaces altogether. */
const namespaces: ReadonlySet<string> = new Set([
  '',
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.mic.gov.vn/dancu/1.0',
])

/** A record is 6 levels deep. */
const maxDepth = 16

/**
 * Inherits from an object that has nothing, so that no element's name can mean more than itself. One made by
 * `Object.create(null)` would be a hash table, and filling those took a third of the time.
 */
const Bag = function () {
  // Empty.
} as unknown as { new (): XmlElement; prototype: object }
Bag.prototype = Object.create(null) as object

interface Open {
  readonly name: string
  readonly known: boolean
  text: string
  children: XmlElement | null
}

const open = (name: string, known: boolean): Open => ({ name, known, text: '', children: null })

/** V8 keeps a longer piece of a text as a view of the whole: each name in a record would keep its whole answer in memory. */
const longestCopied = 12
const copied = (text: string): string =>
  text.length <= longestCopied ? text : Buffer.from(text, 'utf16le').toString('utf16le')

const valueOf = ({ children, text }: Open): XmlValue => children ?? (copied(text.trim()) || null)

const add = (parent: Open, name: string, value: XmlValue): void => {
  parent.children ??= new Bag()
  const before = parent.children[name]
  if (before === undefined) parent.children[name] = value
  else if (Array.isArray(before)) before.push(value)
  else parent.children[name] = [before, value]
}

/** One pass over the text, which may hold no DTD: entities of its own could expand without end. */
const readXml = (xml: string): XmlElement => {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const root = open('', true)
  const stack = [root]
  let current = root

  parser.on('doctype', () => {
    throw malformed()
  })
  parser.on('opentag', ({ local, uri }) => {
    if (stack.length > maxDepth) throw malformed()
    current = open(local, current.known && namespaces.has(uri))
    stack.push(current)
  })
  const onText = (text: string): void => {
    current.text += text
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('closetag', () => {
    const closed = stack.pop() ?? root
    current = stack.at(-1) ?? root
    // Elements of a foreign namespace mean something else, whatever they are called.
    if (closed.known) add(current, closed.name, valueOf(closed))
  })
  parser.write(xml).close()
  return root.children ?? {}
}

/**
 * The content of a SOAP envelope by local names, in the same form as the JSON façades send it.
 *
 * @throws UpstreamError `malformed` for anything but well-formed XML without a DTD whose root is one envelope
 */
export const readEnvelope = (xml: string): XmlElement => {
  let document: XmlElement
  try {
    document = readXml(xml)
  } catch {
    // The parser's own message is dropped: it may quote the answer.
    throw malformed()
  }
  const envelope = document['Envelope']
  if (envelope == null || typeof envelope !== 'object' || Array.isArray(envelope)) throw malformed()
  return envelope
}
