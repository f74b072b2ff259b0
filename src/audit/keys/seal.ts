import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const algorithm = 'aes-256-gcm'
const ivLength = 12
/** Node takes a tag of four bytes unless it is told better. */
const authTagLength = 16

const poolSize = 512 * ivLength
let pool = Buffer.alloc(0)
let taken = 0

/** Drawn for many texts at once: a call for each costs more than sealing it. None is given twice. */
const newIv = (): Buffer => {
  if (taken === pool.length) {
    pool = randomBytes(poolSize)
    taken = 0
  }
  taken += ivLength
  return pool.subarray(taken - ivLength, taken)
}

/** `place` is bound to the text, which opens nowhere else. */
export const seal = (key: KeyObject, place: string, plain: string): Buffer => {
  const iv = newIv()
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength })
  cipher.setAAD(Buffer.from(place))
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Null: not sealed with this key for this place. */
export const unseal = (key: KeyObject, place: string, sealed: Uint8Array): string | null => {
  if (sealed.length < ivLength + authTagLength) return null
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivLength), { authTagLength })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(sealed.subarray(-authTagLength))
  try {
    const text = decipher.update(sealed.subarray(ivLength, -authTagLength))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** A number of twelve digits cannot be found by trying, as it could from a plain hash. */
export const keyedHash = (key: KeyObject, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest()
