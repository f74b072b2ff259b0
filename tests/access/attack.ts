import { expect } from 'vitest'
import type { Asking, Gateway } from '../support/gateway.ts'

/** A token that must not be believed, and the reason that the log gives. */
export type Attack = readonly [name: string, code: string, make: () => Promise<string> | string]

/** Asks for what takes a token of every system that knows persons. */
export const asksForEverything = `{
  dossiers(filter: {}) { nodes { code } }
  citizen(match: { personalId: "001085000777", fullName: "Nguyễn Văn A", birthDate: "1985-01-01" }) { __typename }
}`

/** Neither the token nor any part of it that could be used. */
export const expectNoTrace = (text: string, token: string): void => {
  for (const part of [token, ...token.split('.')])
    if (part.length >= 8) expect(text.includes(part)).toBe(false)
}

/** Status 401 with a challenge, no system asked, and of the token only the reason in the log. */
export const expectRefused = async (
  gateway: Gateway,
  asking: Asking & { readonly token: string },
  code: string,
): Promise<void> => {
  gateway.forget()
  const logged = gateway.logged().length
  const { status, headers, text, body } = await gateway.query(asksForEverything, {
    procedure: '1.001193',
    ...asking,
  })
  const written = gateway.logged().slice(logged)
  expect(status).toBe(401)
  expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"')
  expect(body.data).toBeUndefined()
  expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  expect(gateway.asked('dossiers')).toEqual([])
  expect(gateway.asked('population')).toEqual([])
  expect(written).toMatch(new RegExp(`"event":"refused".*"code":"(?:${code})"`))
  expectNoTrace(text + written, asking.token)
}
