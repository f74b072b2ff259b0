import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSigner } from '../../src/audit/chain/checkpoint.ts'
import { type ChainRecord, hashOf, origin } from '../../src/audit/chain/record.ts'

const record: ChainRecord = {
  chain: 'hn-1/20261101T000000Z/0a1b2c3d',
  seq: 7,
  at: 1_790_000_000_000,
  kind: 'INTENT',
  look: '0123456789abcdef0123456789abcdef',
  subject: new Uint8Array([1, 171]),
  kid: '2026-11-0a0b0c0d',
  hiddenUntil: 1_800_000_000_000,
  body: new Uint8Array([0, 250, 16, 255]),
}
const previous = Uint8Array.from({ length: 32 }, (_, index) => index)
const hexOf = (before: Uint8Array, over: Partial<ChainRecord> = {}): string =>
  hashOf(before, { ...record, ...over }).toString('hex')

test('the hash of a record is the same in every version, as chains are verified for years', () => {
  // Computed by other means, from what decision 11 says.
  expect(hexOf(previous)).toBe('53e243a0b7bbc788122ad6887063829f1d4525e4dab6969d119fee8ef3c74330')
  expect(hexOf(origin, { subject: null, hiddenUntil: null })).toBe(
    'c3c7b1096aa73ae2970a3a12ba1f0f38188b9d3d9910565819e840f8be207211',
  )
})

test('before the first record there are 32 zeros', () => {
  expect(Buffer.from(origin).toString('hex')).toBe('0'.repeat(64))
})

test.each([
  { chain: 'another' },
  { seq: 8 },
  { at: 0 },
  { kind: 'OUTCOME' },
  { look: 'f' },
  { subject: null },
  { subject: new Uint8Array() },
  { kid: '2026-12' },
  { hiddenUntil: null },
  { body: new Uint8Array() },
])('a record with %o has another hash', (over) => {
  expect(hexOf(previous, over)).not.toBe(hexOf(previous))
})

test('a record after another one has another hash', () => {
  expect(hexOf(origin)).not.toBe(hexOf(previous))
})

test('whoever has the public key can tell what was signed, and by which key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const checkpoint = { chain: 'a', number: 1, seq: 2, at: 3, hash: 'ff', after: ['b', 'c'] }
  const signed = createSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }))(checkpoint)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  expect(signed).toEqual({
    ...checkpoint,
    key: createHash('sha256').update(der).digest('hex').slice(0, 16),
    signature: expect.any(String) as string,
  })
  const text = '["lien-thong audit checkpoint",1,"a",1,2,3,"ff",["b","c"]]'
  const signature = Buffer.from(signed.signature, 'base64')
  const holds = (signedText: string) =>
    verify(
      null,
      Buffer.from(signedText),
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      signature,
    )
  expect(holds(text)).toBe(true)
  expect(holds(text.replace('"ff"', '"fe"'))).toBe(false)
})
