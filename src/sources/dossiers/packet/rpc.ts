import {
  createLimiter,
  createSend,
  createSession,
  readJson,
  type Send,
  type Upstream,
} from '../../../http/index.ts'
import { UpstreamError, type UpstreamFault } from '../../../lib/errors.ts'
import { malformed, source } from '../decode.ts'
import type { PacketSettings } from '../settings.ts'
import { isSuccess, toVerdict, type Verdict } from './verdict.ts'
import { packetAnswer, type PacketAnswer } from './wire.ts'

type Params = Readonly<Record<string, string>>

/** The answer to one service, or null where the system says that there is no such thing. */
export type Call = (service: string, params: Params) => Promise<PacketAnswer | null>

const faults: Readonly<Record<Exclude<Verdict, 'DONE' | 'ABSENT'>, UpstreamFault>> = {
  SESSION_OVER: 'rejected',
  REFUSED: 'rejected',
  FAILED: 'unavailable',
  UNCLEAR: 'malformed',
}

const createPost = (settings: PacketSettings, send: Send) => {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    charset: 'utf-8',
    dstcode: settings.credentials.destination,
  }
  return async (path: string, body: Params): Promise<PacketAnswer> => {
    const request = { method: 'POST', path, route: path, headers, idempotent: true } as const
    const incoming = await send({ ...request, body: JSON.stringify(body) })
    if (incoming.status !== 200) throw malformed(settings.name)
    const answer = packetAnswer.safeParse(readJson(source, settings.name, incoming)).data
    if (answer === undefined) throw malformed(settings.name)
    return answer
  }
}

/**
 * Session RPC: one login, then every question carries its session. A question that meets an ended session is asked
 * once more with a new one; many that meet it together share one login.
 */
export const createRpc = (settings: PacketSettings): { call: Call; close(): Promise<void> } => {
  const upstream: Upstream = { ...settings, source, instance: settings.name }
  const adapter = createSend(upstream)
  const post = createPost(settings, adapter.send)
  const limit = createLimiter(settings.maxConcurrent)
  const { username, password, organisation } = settings.credentials
  const failure = (fault: UpstreamFault) =>
    new UpstreamError(source, fault, { instance: settings.name })

  const session = createSession(async () => {
    const answer = await post(settings.authPath, { username, password })
    if (!isSuccess(answer)) throw failure('rejected')
    if (answer.session === null) throw failure('malformed')
    return answer.session
  })

  const ask = async (current: string, service: string, params: Params) => {
    const body = { session: current, madonvi: organisation, service, ...params }
    const answer = await post(settings.integrationPath, body)
    return { answer, verdict: toVerdict(answer) }
  }

  const askInSession = async (service: string, params: Params) => {
    const current = await session.get()
    const first = await ask(current, service, params)
    if (first.verdict !== 'SESSION_OVER') return first
    return ask(await session.renew(current), service, params)
  }

  const call: Call = async (service, params) => {
    const { answer, verdict } = await limit(() => askInSession(service, params))
    if (verdict === 'DONE') return answer
    if (verdict === 'ABSENT') return null
    throw failure(faults[verdict])
  }

  return { call, close: () => adapter.close() }
}
