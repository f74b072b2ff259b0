/** Text that is safe to stand in a page. */
export interface Markup {
  readonly markup: string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Text of our own that is markup already. */
export const raw = (markup: string): Markup => ({ markup })

export const join = (parts: readonly Markup[]): Markup =>
  raw(parts.map(({ markup }) => markup).join('\n'))

/** A template whose values are escaped unless they are markup themselves. */
export const html = (
  strings: TemplateStringsArray,
  ...values: readonly (string | Markup)[]
): Markup =>
  raw(
    String.raw(
      strings,
      ...values.map((value) => (typeof value === 'string' ? escape(value) : value.markup)),
    ),
  )
