/** An element in the source's own words, before it is written as XML or JSON. */
export type Element = readonly [name: string, content: string | readonly Element[]]

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

export const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => entities[sign] ?? '')

/** `prefix` with its colon, or empty. */
export const toXml = ([name, content]: Element, prefix: string): string => {
  const inner =
    typeof content === 'string'
      ? escapeXml(content)
      : content.map((child) => toXml(child, prefix)).join('')
  return inner === '' ? `<${prefix}${name}/>` : `<${prefix}${name}>${inner}</${prefix}${name}>`
}

/** As the façades do it: element names kept, an element that occurs twice becomes a list, an empty group becomes "". */
export const toJson = (content: Element[1]): unknown => {
  if (typeof content === 'string' || content.length === 0)
    return content === '' ? '' : plain(content)
  const names = [...new Set(content.map(([name]) => name))]
  return Object.fromEntries(
    names.map((name) => {
      const values = content.filter((child) => child[0] === name).map(([, inner]) => toJson(inner))
      return [name, values.length === 1 ? values[0] : values]
    }),
  )
}

const plain = (content: Element[1]): string => (typeof content === 'string' ? content : '')
