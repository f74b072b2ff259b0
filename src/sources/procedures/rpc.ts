import { searchKey } from '../../domain/names.ts'
import { createSend, createSession, loginUpstream, readJson } from '../../http/index.ts'
import type { Incoming, Outgoing, Session, Step, Upstream } from '../../http/index.ts'
import { UpstreamError } from '../../lib/errors.ts'
import type { ProceduresSettings } from './settings.ts'
import { wireEnvelope } from './wire.ts'
import type { WireEnvelope } from './wire.ts'

export const source = 'procedures'

export interface Call {
  readonly path: 'sharePath' | 'integrationPath'
  readonly service: string
  readonly params?: Readonly<Record<string, string>>
}

export interface Rpc {
  /** The `result` of a call that succeeded; it may be an empty array, but it is there. */
  call(call: Call): Promise<unknown>
  close(): Promise<void>
}

export const malformed = (): UpstreamError => new UpstreamError(source, 'malformed')

const rejected = (reason: string): UpstreamError =>
  new UpstreamError(source, 'rejected', { reason })

const readEnvelope = (incoming: Incoming): WireEnvelope => {
  const envelope = wireEnvelope.safeParse(readJson(source, null, incoming))
  if (!envelope.success) throw malformed()
  return envelope.data
}

const hasSucceeded = ({ error_code }: WireEnvelope): boolean => /^0+$/.test(error_code ?? '')

/**
 * An ended session is known by what the message says: its code differs from adapter to adapter and is used for other
 * refusals too.
 */
const isSessionRefused = (envelope: WireEnvelope): boolean =>
  !hasSucceeded(envelope) && /\b(session|phien|token)\b/.test(searchKey(envelope.message ?? ''))

const headersOf = ({ dstcode }: ProceduresSettings): Record<string, string> => ({
  'content-type': 'application/json',
  accept: 'application/json',
  charset: 'utf-8',
  dstcode,
})

const post = (
  settings: ProceduresSettings,
  path: string,
  route: string,
  body: object,
): Outgoing => ({
  method: 'POST',
  path,
  route,
  headers: headersOf(settings),
  body: JSON.stringify(body),
  // Catalogue reads and logins alike: the RPC knows no GET.
  idempotent: true,
})

/** A refusal is short; the whole list need not be parsed to see that it is none. */
const maxRefusalBytes = 4096

/** Puts the session into the body, and a new one where the adapter says that it has ended: once, then it is given up. */
const withSession =
  (session: Session<string>): Step =>
  (next) =>
  async (request) => {
    const ask = (current: string): Promise<Incoming> =>
      next({
        ...request,
        body: `{"session":${JSON.stringify(current)},${request.body?.slice(1) ?? '}'}`,
      })
    const first = await session.get()
    const incoming = await ask(first)
    if (incoming.body.length > maxRefusalBytes || !isSessionRefused(readEnvelope(incoming)))
      return incoming
    return ask(await session.renew(first))
  }

const toUpstream = (settings: ProceduresSettings): Upstream => ({
  ...settings,
  source,
  instance: null,
})

/** The agency channel: a login gives a session, every call is a POST that names its service in the body. */
export const createRpc = (settings: ProceduresSettings): Rpc => {
  const loginWay = createSend(loginUpstream(toUpstream(settings)))
  const session = createSession(async () => {
    const { username, password } = settings
    const body = { username, password }
    const envelope = readEnvelope(
      await loginWay.send(post(settings, settings.authPath, 'login', body)),
    )
    if (!hasSucceeded(envelope)) throw rejected('LOGIN_REFUSED')
    if (envelope.session === null) throw malformed()
    return envelope.session
  })
  const way = createSend(toUpstream(settings), withSession(session))

  return {
    async call({ path, service, params }) {
      const body = { madonvi: settings.madonvi, service, ...params }
      const envelope = readEnvelope(await way.send(post(settings, settings[path], service, body)))
      if (isSessionRefused(envelope)) throw rejected('SESSION_REFUSED')
      if (!hasSucceeded(envelope)) throw rejected('CALL_REFUSED')
      // Success without a result is an outage of what stands behind the adapter, not an absence.
      if (envelope.result == null) throw malformed()
      return envelope.result
    },
    async close() {
      await Promise.all([way.close(), loginWay.close()])
    },
  }
}
