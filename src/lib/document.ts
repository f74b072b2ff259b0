import { parseDocument } from 'yaml'

export type ReadDocument =
  { readonly value: unknown } | { readonly problems: readonly [string, ...string[]] }

/** Reads YAML or JSON. The parser's own texts quote the line that is wrong, so only its number is told. */
export const readDocument = (text: string): ReadDocument => {
  const document = parseDocument(text)
  const [first, ...others] = [...document.errors, ...document.warnings].map(
    ({ linePos }) => `neither YAML nor JSON at line ${linePos?.[0].line ?? 1}`,
  )
  if (first !== undefined) return { problems: [first, ...others] }
  try {
    return { value: document.toJS() }
  } catch {
    return { problems: ['an alias (*name) stands for nothing, or for too much'] }
  }
}
