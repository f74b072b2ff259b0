import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import { publishCacheEvent } from '../../lib/channels.ts'
import type { KeyRing } from './key-ring.ts'

const algorithm = 'aes-256-gcm'
/** First byte of everything sealed in this form: form, length of the kid, kid, iv, text, tag. */
const formNumber = 1
const ivLength = 12
/** Node takes a tag of four bytes unless it is told better. */
const authTagLength = 16

export interface Sealer {
  seal(name: string, plain: Buffer): Buffer
  /** Null: not sealed by us under this name, or with a key that is gone. A cache event tells which. */
  open(name: string, sealed: Buffer): Buffer | null
}

/** One call for many vectors: the call costs more than the bytes. */
const createVectors = (): (() => Buffer) => {
  let pool = Buffer.alloc(0)
  let offset = 0
  return () => {
    if (offset >= pool.length) {
      pool = randomFillSync(Buffer.alloc(ivLength * 512))
      offset = 0
    }
    return pool.subarray(offset, (offset += ivLength))
  }
}

const refuse = (kind: 'TAMPERED' | 'UNKNOWN_KEY'): null => {
  publishCacheEvent({ kind, space: null, count: 1 })
  return null
}

/** Seals with the active key. The header and the name are bound to the text: neither can be exchanged. */
export const createSealer = (keyRing: KeyRing): Sealer => {
  const nextVector = createVectors()
  return {
    seal(name, plain) {
      const { kid, encryption } = keyRing.active()
      const header = Buffer.from(`${String.fromCharCode(formNumber, kid.length)}${kid}`, 'latin1')
      const iv = nextVector()
      const cipher = createCipheriv(algorithm, encryption, iv, { authTagLength })
      cipher.setAAD(Buffer.concat([header, Buffer.from(name)]))
      return Buffer.concat([header, iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open(name, sealed) {
      const headerLength = 2 + (sealed[1] ?? 0)
      const textAt = headerLength + ivLength
      if (sealed[0] !== formNumber || sealed.length < textAt + authTagLength)
        return refuse('TAMPERED')
      const key = keyRing.find(sealed.toString('latin1', 2, headerLength))
      if (key === null) return refuse('UNKNOWN_KEY')
      const iv = sealed.subarray(headerLength, textAt)
      const decipher = createDecipheriv(algorithm, key.encryption, iv, { authTagLength })
      decipher.setAAD(Buffer.concat([sealed.subarray(0, headerLength), Buffer.from(name)]))
      decipher.setAuthTag(sealed.subarray(-authTagLength))
      try {
        const text = decipher.update(sealed.subarray(textAt, -authTagLength))
        return Buffer.concat([text, decipher.final()])
      } catch {
        return refuse('TAMPERED')
      }
    },
  }
}
