import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readSigningKey } from '../../src/audit/keys/signing-key.ts'
import { temporaryFolder } from './fixture.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder, 'signing-key.pem')
})

const problem = (message: string) => ({
  name: 'AuditKeyError',
  message: expect.stringContaining(message) as string,
})

test('the gateway makes its own key once, and lays the half that verifies beside it', async () => {
  const pem = await readSigningKey(path, true)
  expect(await readSigningKey(path, true)).toBe(pem)
  expect(readdirSync(folder)).toEqual(['signing-key.pem', 'signing-key.pub.pem'])
  const publicPem = readFileSync(join(folder, 'signing-key.pub.pem'), 'utf8')
  const text = Buffer.from('a checkpoint')
  expect(verify(null, text, createPublicKey(publicPem), sign(null, text, pem))).toBe(true)
  expect(publicPem).not.toContain('PRIVATE')
})

test('only its owner may read the key, and everybody the half that verifies', async () => {
  await readSigningKey(path, true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'signing-key.pub.pem')).mode & 0o777).toBe(0o644)
})

test('gateways that start together in one folder have one key', async () => {
  const pems = await Promise.all([1, 2, 3, 4].map(() => readSigningKey(path, true)))
  expect(new Set(pems).size).toBe(1)
  expect(readdirSync(folder)).toHaveLength(2)
})

test('the half that verifies is made again from a key that stands there', async () => {
  const pem = await readSigningKey(path, true)
  const copy = join(folder, 'copy.pem.key')
  writeFileSync(copy, pem)
  expect(await readSigningKey(copy, true)).toBe(pem)
  expect(readFileSync(join(folder, 'copy.pem.key.pub.pem'), 'utf8')).toBe(
    readFileSync(join(folder, 'signing-key.pub.pem'), 'utf8'),
  )
})

test('beside a key that operators keep nothing is written', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  await readSigningKey(path, false)
  expect(readdirSync(folder)).toEqual(['signing-key.pem'])
})

test('a key that operators keep is never made in their place', async () => {
  await expect(readSigningKey(path, false)).rejects.toMatchObject({
    ...problem('the audit signing key cannot be read'),
    cause: { code: 'ENOENT' },
  })
  expect(existsSync(path)).toBe(false)
})

test('a folder in which nothing can be made is told', async () => {
  await expect(readSigningKey(join(path, 'key.pem'), true)).rejects.toMatchObject({
    ...problem('the audit signing key cannot be read'),
    cause: { code: 'ENOENT' },
  })
})

const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey

test.each([
  ['a key of another kind', rsa.export({ type: 'pkcs8', format: 'pem' })],
  ['no key at all', 'a secret text'],
])('%s is refused without a word of what the file holds', async (_, text) => {
  writeFileSync(path, text)
  const refused = await readSigningKey(path, true).catch((error: unknown) => error)
  expect(refused).toMatchObject(problem('the audit signing key is no Ed25519 key in PEM'))
  expect(refused).not.toHaveProperty('cause')
  expect(readdirSync(folder)).toEqual(['signing-key.pem'])
})
