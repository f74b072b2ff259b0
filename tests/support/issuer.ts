import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** An identity provider of the test's own, so that tokens of every kind can be made, good and forged. */
export const startIssuer = async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
  let asked = 0
  let isDown = false
  const server = createServer((_, response) => {
    asked += 1
    if (isDown) response.destroy()
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const audience = 'https://lien-thong.example/graphql'

  const officer = {
    client_id: 'desk',
    role: 'officer',
    officer_id: '001085000777',
    unit: 'H26.101',
  }

  /** A token that differs from a good one in what the test names. */
  const token = (
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    key: CryptoKey | Uint8Array = privateKey,
  ): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    const payload = { iss: issuer, aud: audience, iat: now, exp: now + 600, ...officer, ...claims }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'at+jwt', ...header })
      .sign(key)
  }

  return {
    identity: { issuer, audience },
    jwk,
    token,
    keysAsked: () => asked,
    setDown: (down: boolean) => (isDown = down),
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  }
}
