import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { KeyRing, RingKey } from './key-ring.ts'

/** Names are asked for again and again; making one costs as much as reading ten from a server. */
const maxRemembered = 50_000

/** Opaque names for keys and tags: nobody who reads the server can try numbers until one fits. */
export interface Naming {
  /** The name under the key that is active now. */
  name(space: string, schemaVersion: number, material: string): string
  /** The names under every usable key: what is dropped must go whichever replica named it, and when. */
  names(space: string, schemaVersion: number, material: string): readonly string[]
}

const make = ({ index }: RingKey, label: string, material: string): string =>
  `${label}:${createHmac('sha256', index).update(`${label}\0${material}`).digest('base64url')}`

export const createNaming = (keyRing: KeyRing): Naming => {
  const remembered = new LRUCache<string, string>({ max: maxRemembered })
  const nameUnder = (key: RingKey, label: string, material: string): string => {
    const question = `${key.kid}\0${label}\0${material}`
    const known = remembered.get(question)
    if (known !== undefined) return known
    const made = make(key, label, material)
    remembered.set(question, made)
    return made
  }
  return {
    name: (space, schemaVersion, material) =>
      nameUnder(keyRing.active(), `${space}:${schemaVersion}`, material),
    names: (space, schemaVersion, material) =>
      keyRing.usable().map((key) => nameUnder(key, `${space}:${schemaVersion}`, material)),
  }
}
