import { HttpFailure } from '../../../http/failure.ts'
import {
  createSend,
  createSession,
  loginUpstream,
  readJson,
  type Session,
  type Step,
  type Upstream,
} from '../../../http/index.ts'
import { UpstreamError } from '../../../lib/errors.ts'
import { malformed, source } from '../decode.ts'
import type { IgateSettings } from '../settings.ts'
import { keycloakToken } from './wire.ts'

interface Token {
  readonly value: string
  /** Epoch milliseconds. */
  readonly renewAt: number
}

/** A token is renewed this long before it ends, or at nine tenths of its life where that is short. */
const marginMs = 30_000

const renewAtOf = (nowMs: number, lifeMs: number): number =>
  nowMs + lifeMs - Math.min(marginMs, lifeMs / 10)

const createLogin = (settings: IgateSettings, upstream: Upstream, now: () => Date) => {
  const { ssoUrl, realm, clientId, clientSecret } = settings.credentials
  const sso = createSend({ ...loginUpstream(upstream), baseUrl: ssoUrl })
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const login = async (): Promise<Token> => {
    const incoming = await sso.send({
      method: 'POST',
      path: `/auth/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`,
      route: '/auth/realms/{realm}/protocol/openid-connect/token',
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
      idempotent: true,
    })
    // 400 is OAuth's own way to refuse (RFC 6749 section 5.2); 401 and 403 have been told apart below.
    if (incoming.status === 400)
      throw new UpstreamError(source, 'rejected', { instance: settings.name })
    if (incoming.status !== 200) throw malformed(settings.name)
    const token = keycloakToken.safeParse(readJson(source, settings.name, incoming)).data
    if (token === undefined) throw malformed(settings.name)
    return {
      value: token.access_token,
      renewAt: renewAtOf(now().getTime(), token.expires_in * 1000),
    }
  }
  return { login, close: () => sso.close() }
}

const isUnauthorised = (error: unknown): boolean =>
  error instanceof UpstreamError &&
  error.cause instanceof HttpFailure &&
  error.cause.code === 'HTTP_401'

const bearer =
  (session: Session<Token>, now: () => Date): Step =>
  (next) =>
  async (request) => {
    const withToken = ({ value }: Token) =>
      next({ ...request, headers: { ...request.headers, authorization: `Bearer ${value}` } })
    const current = await session.get()
    const token = now().getTime() < current.renewAt ? current : await session.renew(current)
    try {
      return await withToken(token)
    } catch (error) {
      if (!isUnauthorised(error)) throw error
      return withToken(await session.renew(token))
    }
  }

/**
 * Keycloak's client-credentials token on every request, renewed shortly before it ends and once where the gateway
 * refuses it all the same: 401 means the token, 403 means us.
 */
export const createBearer = (
  settings: IgateSettings,
  upstream: Upstream,
  now: () => Date,
): { step: Step; close(): Promise<void> } => {
  const { login, close } = createLogin(settings, upstream, now)
  return { step: bearer(createSession(login), now), close }
}
