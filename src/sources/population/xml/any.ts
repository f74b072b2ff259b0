import { SaxesParser } from 'saxes'
import { malformed } from '../errors.ts'
import { add, isKnown, maxDepth, type Open, valueOf, type XmlElement } from './element.ts'

interface Named extends Open {
  readonly name: string
  readonly known: boolean
}

const open = (name: string, known: boolean): Named => ({ name, known, text: '', children: null })

/**
 * Whatever well-formed XML may hold, but for a DTD: entities of its own could expand without end.
 *
 * @throws for anything else
 */
export const readAnyXml = (xml: string): XmlElement => {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const root = open('', true)
  const stack = [root]
  let current = root

  parser.on('doctype', () => {
    throw malformed()
  })
  parser.on('opentag', ({ local, uri }) => {
    if (stack.length > maxDepth) throw malformed()
    current = open(local, current.known && isKnown(uri))
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
    if (closed.known) add(current, closed.name, valueOf(closed))
  })
  parser.write(xml).close()
  return root.children ?? {}
}
