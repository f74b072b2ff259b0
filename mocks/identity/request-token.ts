import { z } from 'zod'
import { type OnBehalfOf, secretOf, type PersonaName } from './personas.ts'

const tokenAnswer = z.object({ access_token: z.string() })

/**
 * Asks the running identity provider for a persona's access token.
 *
 * @throws TypeError when nothing listens there
 * @throws Error when the provider refuses
 */
export const requestToken = async (
  issuer: string,
  persona: PersonaName,
  onBehalfOf: OnBehalfOf = {},
): Promise<string> => {
  const asked = Object.entries(onBehalfOf).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const credentials = Buffer.from(`${persona}:${secretOf(persona)}`).toString('base64')
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams([['grant_type', 'client_credentials'], ...asked]),
    signal: AbortSignal.timeout(5_000),
  })
  if (!response.ok) throw new Error(`The identity provider answered ${String(response.status)}`)
  return tokenAnswer.parse(await response.json()).access_token
}
