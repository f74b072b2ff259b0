import { readFileSync } from 'node:fs'

export type Env = Readonly<Record<string, string | undefined>>
export type Report = (path: readonly string[], problem: string) => void

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readSecret = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

interface Pointer {
  readonly secret: string | undefined
  readonly problem: string
}

const pointers: Readonly<Record<string, (target: string, env: Env) => Pointer>> = {
  file: (target) => ({
    secret: readSecret(target),
    problem: 'the file cannot be read or is empty',
  }),
  env: (target, env) => ({
    secret: env[target],
    problem: `the environment variable ${target} is not set`,
  }),
}

const pointerIn = (value: Record<string, unknown>, env: Env): Pointer | null => {
  const [[key, target] = ['', ''], ...others] = Object.entries(value)
  const point = Object.hasOwn(pointers, key) ? pointers[key] : undefined
  return point !== undefined && typeof target === 'string' && others.length === 0
    ? point(target, env)
    : null
}

/** Replaces `{ file: … }` and `{ env: … }` by what they point at, so that no secret stands in the file itself. */
export const resolveSecrets = (
  value: unknown,
  env: Env,
  report: Report,
  path: readonly string[] = [],
): unknown => {
  if (Array.isArray(value))
    return value.map((item, index) => resolveSecrets(item, env, report, [...path, String(index)]))
  if (!isRecord(value)) return value
  const pointer = pointerIn(value, env)
  if (pointer === null)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        resolveSecrets(item, env, report, [...path, name]),
      ]),
    )
  if (!pointer.secret) report(path, pointer.problem)
  return pointer.secret ?? ''
}
