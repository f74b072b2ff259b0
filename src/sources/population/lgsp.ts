import { z } from 'zod'
import { matchingName } from '../../domain/names.ts'
import { HttpFailure } from '../../http/failure.ts'
import {
  createSend,
  createSession,
  loginUpstream,
  readJson,
  type Send,
  type Step,
} from '../../http/index.ts'
import { UpstreamError } from '../../lib/errors.ts'
import { malformed, rejected, source } from './errors.ts'
import type { LgspSettings } from './settings.ts'
import { toWireDate, type PopulationTransport, type Question } from './transport.ts'
import { readRows } from './wire.ts'

const tokenAnswer = z.object({ access_token: z.string().regex(/^[\x21-\x7E]+$/) })

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const partnerHeader = ({ credentials }: LgspSettings): string =>
  base64(
    JSON.stringify({
      AccessKey: credentials.accessKey,
      SecretKey: credentials.secretKey,
      AppName: credentials.appName,
      PartnerCode: credentials.partnerCode,
      PartnerCodeCus: credentials.partnerCodeCus,
    }),
  )

const login = async (settings: LgspSettings, send: Send): Promise<string> => {
  const incoming = await send({
    method: 'POST',
    path: settings.tokenPath,
    route: settings.tokenPath,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      lgspaccesstoken: partnerHeader(settings),
    },
    body: 'grant_type=client_credentials',
    idempotent: true,
  })
  if (incoming.status >= 400) throw rejected()
  const parsed = tokenAnswer.safeParse(readJson(source, null, incoming))
  if (!parsed.success) throw malformed()
  return parsed.data.access_token
}

const isUnauthenticated = (error: unknown): boolean =>
  error instanceof UpstreamError &&
  error.cause instanceof HttpFailure &&
  error.cause.code === 'HTTP_401'

/** Bears the token that all questions share. A refused one is renewed once, by one login for all who wait. */
const authorised =
  (settings: LgspSettings, loginSend: Send): Step =>
  (next) => {
    const session = createSession(() => login(settings, loginSend))
    const bear =
      (token: string): Send =>
      (request) =>
        next({
          ...request,
          headers: {
            ...request.headers,
            Authorization: `Bearer ${token}`,
            lgspaccesstoken: partnerHeader(settings),
          },
        })
    return async (request) => {
      const token = await session.get()
      try {
        return await bear(token)(request)
      } catch (error) {
        if (!isUnauthenticated(error)) throw error
        return bear(await session.renew(token))(request)
      }
    }
  }

/** All keys, the unused number empty. */
const toBody = (question: Question, userNameService: string): string => {
  const { requestId, match, caller } = question
  const { kind, value } = match.number
  return JSON.stringify({
    maYeuCau: requestId,
    maDVC: caller.procedureCode,
    maCanBo: caller.officerId,
    soDinhDanh: kind === 'PERSONAL_ID' ? value : '',
    soCMND: kind === 'OLD_CARD' ? value : '',
    hoVaTen: matchingName(match.fullName),
    ngayThangNam: toWireDate(match.birthDate),
    userNameService,
  })
}

/** The JSON façade of a province's integration platform. It has no field for the officer's organisation. */
export const createLgsp = (
  settings: LgspSettings,
  budget: readonly Step[],
): PopulationTransport => {
  const upstream = { source, instance: null, ...settings }
  const tokens = createSend(loginUpstream(upstream))
  // Innermost, since a question asked again with a new token is one more call.
  const facade = createSend(upstream, authorised(settings, tokens.send), ...budget)
  const { officers, userNameService } = settings.credentials
  return {
    async ask(question) {
      const officer = officers[question.caller.officerId]
      if (officer === undefined) throw rejected('OFFICER_NOT_ALLOWED')
      const incoming = await facade.send({
        method: 'POST',
        path: settings.path,
        route: settings.path,
        headers: {
          'Content-Type': 'application/json',
          AuthHash: base64(`${officer.key}:${officer.password}`),
        },
        body: toBody(question, userNameService),
        idempotent: true,
      })
      if (incoming.status >= 400) throw rejected()
      return readRows(readJson(source, null, incoming))
    },
    async close() {
      await Promise.all([facade.close(), tokens.close()])
    },
  }
}
