import { readAnyXml } from './xml/any.ts'
import { malformed } from './errors.ts'
import { readPlainXml } from './xml/plain.ts'
import type { XmlElement } from './xml/element.ts'

/**
 * The content of a SOAP envelope by local names, in the same form as the JSON façades send it.
 *
 * @throws UpstreamError `malformed` for anything but well-formed XML without a DTD whose root is one envelope
 */
export const readEnvelope = (xml: string): XmlElement => {
  let document: XmlElement
  try {
    document = readPlainXml(xml) ?? readAnyXml(xml)
  } catch {
    // The parser's own message is dropped: it may quote the answer.
    throw malformed()
  }
  const envelope = document['Envelope']
  if (envelope == null || typeof envelope !== 'object' || Array.isArray(envelope)) throw malformed()
  return envelope
}
