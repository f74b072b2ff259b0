import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { AccessError, InvalidTokenError } from '../../access/errors.ts'
import type { DenialReason } from '../../domain/citizen.ts'
import { BadInputError } from '../../lib/errors.ts'
import { type Bilingual, languageOf } from '../../lib/language.ts'
import { faultFields } from '../../telemetry/log.ts'

/** Every refusal reads alike whoever is asked for, so that it tells of nobody. */
const texts = {
  400: { vi: 'Yêu cầu không đúng giao thức.', en: 'The request is not as the protocol has it.' },
  401: {
    vi: 'Chưa đăng nhập hoặc mã truy cập không hợp lệ.',
    en: 'No valid access token.',
  },
  403: {
    vi: 'Chỉ được hỏi nhật ký của chính mình, bằng ứng dụng được chính sách cho phép việc đó.',
    en: 'Only one’s own log may be asked for, by a client that the policy names for it.',
  },
  429: {
    vi: 'Cổng này đã hỏi nhật ký của hết số người được phép trong kỳ này.',
    en: 'This portal has asked for the logs of as many persons as are allowed in this period.',
  },
  500: {
    vi: 'Lúc này chưa trả lời được. Đây không phải là câu trả lời rằng không ai tra cứu.',
    en: 'This cannot be answered now. It does not mean that nobody looked.',
  },
} as const satisfies Readonly<Record<number, Bilingual>>
type Status = keyof typeof texts

const denials: Partial<Record<DenialReason, Status>> = {
  UNAUTHENTICATED: 401,
  QUOTA_SUBJECTS_EXCEEDED: 429,
  AUDIT_UNAVAILABLE: 500,
}

const statusOf = (error: unknown): Status => {
  if (error instanceof InvalidTokenError) return 401
  if (error instanceof BadInputError) return 400
  if (error instanceof AccessError) return denials[error.reason] ?? 403
  const isAskersFault =
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500
  return isAskersFault ? 400 : 500
}

/** The protocol knows two faults, by whose they are. */
const faultOf = (status: Status): string => (status === 500 ? 'Receiver' : 'Sender')

/** Answers in the protocol's own form, and leaves a line without any value. */
export const refuseUsage =
  (log: Logger) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const status = statusOf(error)
    const line = { event: 'refused', requestId: request.id, status }
    if (status < 500) log.warn(line)
    else log.error({ ...line, ...(!(error instanceof AccessError) && faultFields(error)) })
    const text = texts[status][languageOf(request.headers['accept-language'])]
    const detail = error instanceof BadInputError ? ` ${error.message}` : ''
    if (status === 401) void reply.header('www-authenticate', 'Bearer')
    return reply.status(status).send({ code: faultOf(status), message: `${text}${detail}` })
  }
