import { createHash } from 'node:crypto'

/** A small number that is always the same for the same person and quirk. */
const pick = (count: number, number: string, quirk: string): number =>
  createHash('sha256').update(`${number} ${quirk}`).digest().readUInt32BE() % count

/** Real answers differ from person to person; these differ in the same way every time. */
export const isOneIn = (count: number, number: string, quirk: string): boolean =>
  pick(count, number, quirk) === 0

/** How the namespace of one answer is written. The last is what an LGSP transformation leaves of it. */
const namespaceStyles = [
  { prefix: 'ns1:', declaration: 'xmlns:ns1="http://www.mic.gov.vn/dancu/1.0"' },
  { prefix: '', declaration: 'xmlns="http://www.mic.gov.vn/dancu/1.0"' },
  { prefix: 'dan:', declaration: 'xmlns:dan="http://www.mic.gov.vn/dancu/1.0"' },
  { prefix: '', declaration: '' },
] as const

export const namespaceStyleOf = (number: string): (typeof namespaceStyles)[number] =>
  namespaceStyles[pick(namespaceStyles.length, number, 'namespace')] ?? namespaceStyles[0]
