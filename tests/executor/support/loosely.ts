import type { Outcome } from './both.ts'

type Path = readonly (string | number)[]

/** The place that became null because of what happened at `path`. */
const nulledAt = (data: unknown, path: Path): Path => {
  let at = data
  for (const [depth, key] of path.entries()) {
    if (at === null || at === undefined) return path.slice(0, depth)
    at = (at as Record<string | number, unknown>)[key]
  }
  return path
}

/**
 * Errors as far as they do not hang on timing. What stands in a place that became null because of something inside it
 * may be told of more than one of its errors, or of another of them; that there is one is certain.
 */
export const loosely = ({ result }: Outcome): readonly string[] => {
  const told = (result.errors ?? []).map(({ path = [], message, locations }) => {
    const nulled = nulledAt(result.data, path)
    return nulled.length === path.length
      ? JSON.stringify([path, message, locations])
      : JSON.stringify([nulled, 'something inside'])
  })
  return [...new Set(told)].sort()
}
