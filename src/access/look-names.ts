import { randomBytes } from 'node:crypto'
import { mostTogether, nameLook } from '../audit/look-name.ts'
import type { LookRequest } from './look.ts'

/**
 * Names of looks: 48 bits of time, 48 of chance drawn once for all of a request, and a number for what is recorded together.
 * Names that lie together in the index of the record are written with few of its pages.
 */
const createGroups = (now: () => Date): (() => string) => {
  let first = ''
  let count = 0
  return () => {
    first ||= now().getTime().toString(16).padStart(12, '0') + randomBytes(6).toString('hex')
    count += 1
    return first + count.toString(16).padStart(4, '0')
  }
}

/** What is hidden until another day is another record. */
const nameLooks = (newGroup: () => string, requests: readonly LookRequest[]): readonly string[] => {
  const groups = new Map<number | null, { readonly name: string; size: number }>()
  return requests.map(({ hiddenUntil }) => {
    const known = groups.get(hiddenUntil)
    const group =
      known === undefined || known.size === mostTogether ? { name: newGroup(), size: 0 } : known
    groups.set(hiddenUntil, group)
    return nameLook(group.name, group.size++)
  })
}

export interface LookNames {
  one(): string
  /** For what is recorded together. */
  each(requests: readonly LookRequest[]): readonly string[]
}

/** For one request. */
export const createLookNames = (now: () => Date): LookNames => {
  const newGroup = createGroups(now)
  return {
    one: () => nameLook(newGroup(), 0),
    each: (requests) => nameLooks(newGroup, requests),
  }
}
