import { createHash } from 'node:crypto'
import { http, HttpResponse, type RequestHandler } from 'msw'
import type { SimulatorContext } from '../support/simulator.ts'
import { populationPaths, xRoadCredentials } from './credentials.ts'
import { answer, journal, refusalOf } from './register.ts'
import { readQuestion, toAnswer, toFault, toRefusal } from './soap.ts'

const freshForMs = 5 * 60_000

/** In milliseconds or in seconds: both kinds of client are connected to the real one. */
const isFresh = (timestamp: string): boolean => {
  if (!/^(\d{10}|\d{13})$/.test(timestamp)) return false
  const sentMs = Number(timestamp) * (timestamp.length === 10 ? 1000 : 1)
  return Math.abs(Date.now() - sentMs) <= freshForMs
}

const isSigned = ({ headers }: Request): boolean => {
  const { user, secret } = xRoadCredentials
  const timestamp = headers.get('timestamp') ?? ''
  const hash = createHash('sha256')
    .update(populationPaths.xRoad + user + timestamp + secret)
    .digest('hex')
  const expected = `Basic ${Buffer.from(`${user}:${hash}`).toString('base64')}`
  return headers.get('authorization') === expected && isFresh(timestamp)
}

const isMember = ({ headers }: Request): boolean =>
  headers.get('x-road-client') === xRoadCredentials.xRoadClient &&
  headers.get('apikey') === xRoadCredentials.apiKey

const isSoap = ({ headers }: Request): boolean =>
  headers.get('content-type') === 'application/xml' && headers.get('soapaction') === '""'

const xml = (body: string, status = 200): HttpResponse<string> =>
  new HttpResponse(body, { status, headers: { 'content-type': 'text/xml;charset=UTF-8' } })

const answerTo = async (
  context: SimulatorContext,
  request: Request,
): Promise<HttpResponse<string>> => {
  if (!isSigned(request)) return xml(toFault('Sai chữ ký'), 401)
  if (!isMember(request)) return xml(toFault('Không phải thành viên'), 403)
  const question = isSoap(request) ? readQuestion(await request.text()) : null
  if (question === null) return xml(toFault('Sai cấu trúc'), 500)
  journal(context, question)
  const refusal = refusalOf(context.world, question)
  if (refusal !== null) return xml(toRefusal(refusal))
  const rows = answer(context, question)
  if (context.fault()?.kind === 'empty') return xml('')
  return xml(toAnswer(rows, question.personalId || question.oldCard))
}

/** SOAP 1.1 over the national bus. */
export const xRoadHandlers = (context: SimulatorContext): RequestHandler[] => [
  http.post(populationPaths.xRoad, ({ request }) => answerTo(context, request)),
]
