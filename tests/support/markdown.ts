export interface Block {
  readonly language: string
  readonly text: string
}

const fences = /^```(\w*)\n([\s\S]*?)^```$/gm

/** The fenced blocks, in their order. */
export const blocksOf = (markdown: string): readonly Block[] =>
  [...markdown.matchAll(fences)].map(([, language = '', text = '']) => ({ language, text }))

const withoutBlocks = (markdown: string): string => markdown.replaceAll(fences, '')

/** Where its links lead, code and addresses of other sites left out. */
export const relativeLinksOf = (markdown: string): readonly string[] =>
  [
    ...withoutBlocks(markdown)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))

/** As GitHub makes them: lower case, punctuation dropped, each space a hyphen, a number behind a repetition. */
export const anchorsOf = (markdown: string): ReadonlySet<string> => {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutBlocks(markdown).matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-')
    let anchor = slug
    for (let repeated = 1; anchors.has(anchor); repeated += 1) anchor = `${slug}-${repeated}`
    anchors.add(anchor)
  }
  return anchors
}

/** The scripts that the text tells its reader to run, in code or not. */
export const npmScriptsIn = (markdown: string): readonly string[] => [
  ...new Set(
    [...markdown.matchAll(/\bnpm (?:run (?:-s )?([a-z][\w:-]*)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short ?? '',
    ),
  ),
]
