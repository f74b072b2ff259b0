import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const createKey = async (kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } }
}

const officer = { officer_id: '001085000777', unit: 'H26.101' }
const citizen = { personal_id: '001085000888' }

/** What a role's token has to say beside the role. */
const requiredOf = (role: unknown) => (role === 'citizen' ? citizen : officer)

/** An identity provider of the test's own, so that tokens of every kind can be made, good and forged. */
export const startIssuer = async () => {
  let current = await createKey('one')
  const asked: string[] = []
  let isDown = false
  let isSilent = false
  let published: readonly object[] | undefined
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    if (isDown) response.destroy()
    else if (!isSilent)
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ keys: published ?? [current.jwk] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const audience = 'https://lien-thong.example/graphql'

  /** A token that differs from a good one in what the test names. */
  const token = (
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    key: CryptoKey | Uint8Array = current.privateKey,
  ): Promise<string> => {
    const iat = Math.floor(Date.now() / 1000)
    const { role = 'officer' } = claims
    const common = { iss: issuer, aud: audience, iat, exp: iat + 600, client_id: 'desk' }
    return new SignJWT({ ...common, role, ...requiredOf(role), ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: current.jwk.kid, typ: 'at+jwt', ...header })
      .sign(key)
  }

  return {
    identity: { issuer, audience },
    jwk: current.jwk,
    privateKey: () => current.privateKey,
    token,
    keysAsked: () => asked.length,
    pathsAsked: (): readonly string[] => asked,
    setDown: (down: boolean) => (isDown = down),
    /** Takes every question and answers none. */
    setSilent: (silent: boolean) => (isSilent = silent),
    hangUp: () => server.closeAllConnections(),
    /** Publishes these from now on, whatever it signs with. */
    publish: (...keys: readonly object[]) => (published = keys),
    /** Signs with a new key from now on, and publishes that one alone. */
    rotate: async (kid: string) => {
      current = await createKey(kid)
    },
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  }
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>
