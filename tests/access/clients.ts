import { Agent, request } from 'undici'
import { onTestFinished } from 'vitest'
import { type Certificate, createAuthority } from '../support/certificates.ts'
import type { Issuer } from '../support/issuer.ts'

/** Whom the gateway believes who its clients are; and clients, good and bad. */
export const authority = createAuthority('clients')
const ofGateway = authority.issue('gateway')
export const right = authority.issue('right')
export const another = authority.issue('another')
export const expired = authority.issue('expired', -1)
export const foreign = createAuthority('elsewhere').issue('foreign')

/** As the configuration says it. */
export const tls = {
  key: { file: ofGateway.keyFile },
  cert: { file: ofGateway.certFile },
  clientCa: { file: authority.certFile },
}

/** The same for a server of the test's own, which hears whoever comes as the gateway does. */
export const serverOptions = () => ({
  key: ofGateway.key,
  cert: ofGateway.cert,
  ca: authority.cert,
  requestCert: true,
  rejectUnauthorized: false,
})

/** A token that is good with this certificate alone. */
export const boundToken = (issuer: Issuer, { thumbprint }: Certificate): Promise<string> =>
  issuer.token({ cnf: { 'x5t#S256': thumbprint } })

/** Holds one connection, with the client's certificate where there is one, to the end of the test. */
export const agentOf = (client?: Certificate): Agent => {
  const shown = client && { key: client.key, cert: client.cert }
  const agent = new Agent({ connections: 1, connect: { ca: authority.cert, ...shown } })
  onTestFinished(() => agent.close())
  return agent
}

export const headersOf = (token: string) => ({
  'content-type': 'application/json',
  'lien-thong-procedure': '1.001193',
  authorization: `Bearer ${token}`,
})

export const post = async (
  url: string,
  dispatcher: Agent,
  token: string,
  query = '{ __typename }',
  told: Readonly<Record<string, string>> = {},
) => {
  const body = JSON.stringify({ query })
  const sent = {
    method: 'POST' as const,
    headers: { ...headersOf(token), ...told },
    body,
    dispatcher,
  }
  const { statusCode, headers, body: answer } = await request(`${url}/graphql`, sent)
  return { status: statusCode, headers, text: await answer.text() }
}
