import { randomUUID } from 'node:crypto'
import { http, HttpResponse, type JsonBodyType, type RequestHandler } from 'msw'
import { z } from 'zod'
import type { SimulatorContext } from '../support/simulator.ts'
import { lgspCredentials, officerKey, populationPaths } from './credentials.ts'
import { toJson, type Element } from './element.ts'
import { answer, journal, refusalOf, type Question } from './register.ts'

const tokenLifeMs = 60 * 60_000

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const { userNameService, ...partner } = lgspCredentials
const partnerHeader = base64(
  JSON.stringify({
    AccessKey: partner.accessKey,
    SecretKey: partner.secretKey,
    AppName: partner.appName,
    PartnerCode: partner.partnerCode,
    PartnerCodeCus: partner.partnerCodeCus,
  }),
)

const facadeBody = z.strictObject({
  maYeuCau: z.string().min(1).max(40),
  maDVC: z.string(),
  maCanBo: z.string(),
  soDinhDanh: z.string().regex(/^(\d{12})?$/),
  soCMND: z.string().regex(/^(\d{9})?$/),
  hoVaTen: z.string().min(1),
  ngayThangNam: z.string().regex(/^(\d{4}|\d{8})$/),
  userNameService: z.literal(userNameService),
})

const toQuestion = (body: z.infer<typeof facadeBody>): Question => ({
  requestId: body.maYeuCau,
  procedureCode: body.maDVC,
  officerId: body.maCanBo,
  organisation: null,
  personalId: body.soDinhDanh,
  oldCard: body.soCMND,
  name: body.hoVaTen,
  birth: body.ngayThangNam,
})

const readQuestion = async (request: Request): Promise<Question | null> => {
  const body: unknown = await request.json().catch(() => null)
  const parsed = facadeBody.safeParse(body)
  return parsed.success ? toQuestion(parsed.data) : null
}

const isOfficersOwn = (request: Request, { officerId }: Question): boolean => {
  const { key, password } = officerKey(officerId)
  return request.headers.get('authhash') === base64(`${key}:${password}`)
}

const toAnswer = (rows: readonly Element[]): unknown => ({
  Body: { CongdanCollection: toJson(rows) },
})

const json = (body: unknown, status = 200) => HttpResponse.json(body as JsonBodyType, { status })

const unauthorised = () => json({ error: 'invalid_token' }, 401)

const answerTo = async (context: SimulatorContext, request: Request) => {
  const question = await readQuestion(request)
  if (question === null) return json({ errorCode: '001', errorMessage: 'Sai cấu trúc' })
  journal(context, question)
  const refusal = isOfficersOwn(request, question) ? refusalOf(context.world, question) : '005'
  if (refusal !== null) return json({ errorCode: refusal, errorMessage: 'Từ chối' })
  const rows = answer(context, question)
  if (context.fault()?.kind === 'empty') return json('')
  return json(toAnswer(rows))
}

/** A province's integration platform: token call and JSON façade. */
export const lgspHandlers = (context: SimulatorContext): RequestHandler[] => {
  const tokens = new Map<string, number>()

  const isAuthorised = ({ headers }: Request): boolean => {
    const token = headers.get('authorization')?.replace(/^Bearer /, '') ?? ''
    if (context.fault()?.kind === 'expired-session') tokens.delete(token)
    return (tokens.get(token) ?? 0) > Date.now() && headers.get('lgspaccesstoken') === partnerHeader
  }

  return [
    http.post(populationPaths.token, async ({ request }) => {
      context.journal({ operation: 'token', keys: [] })
      const form = new URLSearchParams(await request.text())
      const isKnown = request.headers.get('lgspaccesstoken') === partnerHeader
      if (!isKnown || form.get('grant_type') !== 'client_credentials') return unauthorised()
      const token = randomUUID()
      tokens.set(token, Date.now() + tokenLifeMs)
      return json({ access_token: token, token_type: 'Bearer', expires_in: tokenLifeMs / 1000 })
    }),
    http.post(populationPaths.facade, ({ request }) =>
      isAuthorised(request) ? answerTo(context, request) : unauthorised(),
    ),
  ]
}
