import { http, HttpResponse } from 'msw'
import type { SimulatorContext } from '../support/simulator.ts'
import type { WorldProvince } from '../world/types.ts'
import { igateAccount } from './accounts.ts'
import type { Tickets } from './tickets.ts'

export const tokenLifeSeconds = 300

/** One installation and the tokens its Keycloak has handed out. */
export interface Igate {
  readonly province: WorldProvince
  readonly context: SimulatorContext
  readonly tickets: Tickets
}

/** Keycloak's client-credentials grant. */
export const token = ({ province, context, tickets }: Igate) => {
  const { clientId, clientSecret, realm } = igateAccount(province.instance)
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  return http.post(`*/auth/realms/${realm}/protocol/openid-connect/token`, async ({ request }) => {
    context.journal({ operation: 'token', keys: [] })
    if (request.headers.get('authorization') !== basic)
      return HttpResponse.json(
        { error: 'unauthorized_client', error_description: 'Invalid client secret' },
        { status: 401 },
      )
    const form = new URLSearchParams(await request.text())
    if (form.get('grant_type') !== 'client_credentials')
      return HttpResponse.json({ error: 'unsupported_grant_type' }, { status: 400 })
    return HttpResponse.json({
      access_token: tickets.issue(),
      expires_in: tokenLifeSeconds,
      refresh_expires_in: 0,
      token_type: 'Bearer',
      'not-before-policy': 0,
      scope: 'profile email',
    })
  })
}
