/** The page's own tags: what stands inside scripts and styles is text. */
export const withoutBundles = (html: string): string =>
  html.replaceAll(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/gi, '$1$3')

/** What the page's own tags refer to. */
export const addressesIn = (html: string): readonly string[] =>
  [
    ...withoutBundles(html).matchAll(
      /<[a-z][^>]*?\s(?:src|href|action|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi,
    ),
  ].map(([, double, single, bare]) => double ?? single ?? bare ?? '')

/** Hosts whose names stand in scripts and styles and are only text: nothing is ever fetched from them. */
export const onlyText: Readonly<Record<string, string>> = {
  'www.w3.org': 'names of XML namespaces; the definition of luminance, in a comment',
  'lists.w3.org': 'where key codes were discussed, in a comment',
  'json-schema.org': 'names of JSON Schema versions; nothing is looked up by them',
  'dummyhostname.com': 'completes a relative address so that it can be parsed',
  'www.example.com': 'an example of an address, in a comment',
  '24ways.org': 'where a formula for colours comes from, in a comment',
  'www.rapidtables.com': 'where a formula for colours comes from, in a comment',
  'en.wikipedia.org': 'where a formula and a number format are explained',
  'commonmark.org': 'description of a built-in directive',
  'microsoft.com': 'a piece of Markdown that its parser tries itself on',
  'prettier.io': 'text of an error',
  'radix-ui.com': 'text of a warning',
  'react.dev': 'text of an error',
  'yarnpkg.com': 'text of an error',
}

/** Where a visitor may go by a click, or reads of; the page itself fetches none. */
export const onlyLinks: readonly string[] = [
  'https://code.visualstudio.com/docs/editor/codebasics#_find-and-replace',
  'https://code.visualstudio.com/docs/editor/codebasics#_multicursor-modifier',
  'https://code.visualstudio.com/docs/reference/default-keybindings',
  'https://code.visualstudio.com/shortcuts/keyboard-shortcuts-macos.pdf',
  'https://code.visualstudio.com/shortcuts/keyboard-shortcuts-windows.pdf',
  'https://github.com/OneGraph/graphiql-explorer',
  'https://github.com/aioutecism/monaco-emacs',
  'https://github.com/brijeshb42/monaco-vim.',
  'https://github.com/graphql/defer-stream-wg/discussions/100',
  'https://github.com/graphql/graphiql',
  'https://github.com/graphql/graphiql/tree/main/packages/monaco-graphql#custom-webworker-for-passing-non-static-config-to-worker.',
  'https://github.com/markedjs/marked.',
  'https://github.com/microsoft/monaco-editor#faq',
  'https://github.com/microsoft/monaco-editor/blob/main/LICENSE.txt',
  'https://www.onegraph.com',
]

/** Workers stand in the page as text within text: their quotes and slashes are escaped, some twice. */
const unescaped = (html: string): string => html.replaceAll(/\\+(?=["'`/])/g, '')

/** An absolute address, or one that leaves the scheme to the page, `"//a.vn"`, which a regular expression or comment is not. */
const address = String.raw`(?:(?:https?|wss?)://[^\s"'\x60<>()\\/]|(?<=["'\x60(=,]\s*)//[a-z\d-]+\.[a-z\d-])[^\s"'\x60<>()\\]*`

const everyAddress = new RegExp(address, 'gi')

/**
 * What comes before the quotes of an address that is fetched, by code, by a style, or by an element that code makes.
 * Only the words that comments use too, as in "taken from", need the quotes.
 */
const fetching = [
  String.raw`(?:\bimport\s*\(?|\bfrom|@import)\s*(?=["'\x60])`,
  String.raw`\burl\s*\(`,
  String.raw`\b(?:fetch|importScripts|sendBeacon)\s*\(`,
  String.raw`\bnew\s+(?:SharedWorker|Worker|EventSource|WebSocket|Request|URL)\s*\(`,
  String.raw`\.open\s*\([^,()]{0,20},`,
  String.raw`\b(?:src|srcset|href|action|poster)["'\x60]?\s*[:=,]`,
].join('|')

const everyFetch = new RegExp(String.raw`(?:${fetching})\s*["'\x60]?\s*(${address})`, 'gi')

const hostOf = (found: string): string => found.replace(/^\w*:?\/\//, '').split(/[/?#:]/)[0] ?? ''

/** Addresses of other hosts anywhere in the page, its scripts and styles, except for what is known to be only text. */
export const foreignIn = (html: string): readonly string[] => {
  const found = [...unescaped(html).matchAll(everyAddress)].map(([text]) => text)
  return [...new Set(found)].filter(
    (text) => !Object.hasOwn(onlyText, hostOf(text)) && !onlyLinks.includes(text),
  )
}

/** A link is fetched by whoever clicks it, a style sheet's `href` by the page: only the known ones are links. */
const isLink = (found: string, text: string): boolean =>
  /^href/i.test(found) && onlyLinks.includes(text)

/** Addresses of other hosts that stand where something is fetched, known texts or not. */
export const fetchedIn = (html: string): readonly string[] =>
  [...unescaped(html).matchAll(everyFetch)].flatMap(([found, text = '']) =>
    isLink(found, text) ? [] : [text],
  )
