import {
  createSend,
  createSession,
  loginUpstream,
  readJson,
  type Incoming,
  type Outgoing,
  type Session,
  type Step,
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

const toRequest = (settings: PacketSettings, path: string, body: Params): Outgoing => ({
  method: 'POST',
  path,
  route: path,
  headers: {
    'content-type': 'application/json',
    accept: 'application/json',
    charset: 'utf-8',
    dstcode: settings.credentials.destination,
  },
  body: JSON.stringify(body),
  idempotent: true,
})

const readAnswer = ({ name }: PacketSettings, incoming: Incoming): PacketAnswer => {
  if (incoming.status !== 200) throw malformed(name)
  const answer = packetAnswer.safeParse(readJson(source, name, incoming)).data
  if (answer === undefined) throw malformed(name)
  return answer
}

/** A refusal is short; a page of dossiers need not be parsed twice to see that it is none. */
const maxRefusalBytes = 4096

/** A question that meets an ended session is asked once more with a new one, both within the question's own deadline. */
const inSession =
  (settings: PacketSettings, session: Session<string>): Step =>
  (next) =>
  async (request) => {
    const ask = (current: string): Promise<Incoming> =>
      next({
        ...request,
        body: `{"session":${JSON.stringify(current)},${request.body?.slice(1) ?? '}'}`,
      })
    const first = await session.get()
    const incoming = await ask(first)
    const isOver =
      incoming.body.length <= maxRefusalBytes &&
      toVerdict(readAnswer(settings, incoming)) === 'SESSION_OVER'
    return isOver ? ask(await session.renew(first)) : incoming
  }

/** Session RPC: one login, then every question carries its session. Many that need a new one share one login. */
export const createRpc = (settings: PacketSettings): { call: Call; close(): Promise<void> } => {
  const upstream: Upstream = { ...settings, source, instance: settings.name }
  const { username, password, organisation } = settings.credentials
  const failure = (fault: UpstreamFault) =>
    new UpstreamError(source, fault, { instance: settings.name })

  const loginWay = createSend(loginUpstream(upstream))
  const session = createSession(async () => {
    const request = toRequest(settings, settings.authPath, { username, password })
    const answer = readAnswer(settings, await loginWay.send(request))
    if (!isSuccess(answer)) throw failure('rejected')
    if (answer.session === null) throw failure('malformed')
    return answer.session
  })
  const way = createSend(upstream, inSession(settings, session))

  const call: Call = async (service, params) => {
    const body = { madonvi: organisation, service, ...params }
    const request = toRequest(settings, settings.integrationPath, body)
    const answer = readAnswer(settings, await way.send(request))
    const verdict = toVerdict(answer)
    if (verdict === 'DONE') return answer
    if (verdict === 'ABSENT') return null
    throw failure(faults[verdict])
  }

  return {
    call,
    async close() {
      await Promise.all([way.close(), loginWay.close()])
    },
  }
}
