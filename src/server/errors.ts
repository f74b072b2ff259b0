import { GraphQLError, type GraphQLFormattedError, type Token, TokenKind } from 'graphql'
import { AccessError, IdentityUnavailableError, InvalidTokenError } from '../access/errors.ts'
import { BadInputError, UpstreamError, type UpstreamFault } from '../lib/errors.ts'
import type { Bilingual, Language } from '../lib/language.ts'

/** Everything a caller may be told to have gone wrong. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_REQUEST'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BAD_USER_INPUT'
  | 'QUERY_TOO_COMPLEX'
  | 'OPERATION_NOT_ALLOWED'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_INVALID_RESPONSE'
  | 'UPSTREAM_REJECTED'
  | 'IDENTITY_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

const upstreamCodes: Readonly<Record<UpstreamFault, ErrorCode>> = {
  timeout: 'UPSTREAM_TIMEOUT',
  unavailable: 'UPSTREAM_UNAVAILABLE',
  rejected: 'UPSTREAM_REJECTED',
  malformed: 'UPSTREAM_INVALID_RESPONSE',
}

/** Fixed texts: what a caller reads never comes from an upstream, a value, a host or a stack. */
const messages: Partial<Record<ErrorCode, Bilingual>> = {
  UNAUTHENTICATED: {
    vi: 'Chưa đăng nhập hoặc mã truy cập không hợp lệ.',
    en: 'No valid access token.',
  },
  FORBIDDEN: { vi: 'Không được phép xem trường này.', en: 'This field is not granted to you.' },
  UPSTREAM_TIMEOUT: {
    vi: 'Hệ thống nguồn trả lời quá chậm.',
    en: 'The source did not answer in time.',
  },
  UPSTREAM_UNAVAILABLE: {
    vi: 'Không kết nối được hệ thống nguồn.',
    en: 'The source cannot be reached.',
  },
  UPSTREAM_REJECTED: {
    vi: 'Hệ thống nguồn từ chối yêu cầu.',
    en: 'The source refused the request.',
  },
  UPSTREAM_INVALID_RESPONSE: {
    vi: 'Hệ thống nguồn trả lời sai định dạng.',
    en: 'The source gave an answer that cannot be trusted.',
  },
  IDENTITY_UNAVAILABLE: {
    vi: 'Không kiểm tra được mã truy cập lúc này.',
    en: 'Access tokens cannot be verified right now.',
  },
  INTERNAL_SERVER_ERROR: { vi: 'Lỗi nội bộ.', en: 'Internal error.' },
}

const retryable: readonly ErrorCode[] = [
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'IDENTITY_UNAVAILABLE',
]

/** What graphql-js and Apollo Server themselves report of a document, safe to pass on once values are removed. */
const documentCodes: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_TOO_COMPLEX',
  'OPERATION_NOT_ALLOWED',
]

const nameBefore = (token: Token | null | undefined): string | undefined => {
  let at = token?.prev
  while (at && at.kind !== TokenKind.COLON) at = at.prev
  return at?.prev?.value
}

/** The argument or input field at which a value in the document stands. */
const argumentAt = (error: unknown): string | undefined => {
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined
  return node?.kind.endsWith('Value') ? nameBefore(node.loc?.startToken) : undefined
}

const variablePath = (message: string): string | undefined => {
  const name = /^Variable "\$(\w+)"/.exec(message)?.[1]
  if (name === undefined) return undefined
  const path = [...message.matchAll(/ at "([\w.[\]]+)"; /g)].at(-1)?.[1]
  return path?.startsWith(name) ? path : name
}

/** graphql-js quotes the offending value in its texts; those are rebuilt from the argument's name. */
const withoutValue = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
  const argument = variablePath(formatted.message) ?? argumentAt(error)
  if (argument === undefined) return formatted
  const reason = /(?:^|; )(\w+: [^;"]*needed[^;"]*)$/.exec(formatted.message)?.[1]
  return {
    ...formatted,
    message: `${argument}: ${reason ?? 'not a valid value'}`,
    extensions: { code: 'BAD_USER_INPUT', argument },
  }
}

const fixed = (
  formatted: GraphQLFormattedError,
  code: ErrorCode,
  extra: Record<string, unknown> = {},
): GraphQLFormattedError => ({
  message: messages[code]?.en ?? code,
  ...(formatted.locations && { locations: formatted.locations }),
  ...(formatted.path && { path: formatted.path }),
  extensions: { code, retryable: retryable.includes(code), ...extra },
})

const causeOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error

/** The one table of what a caller may see of an error. What is not in it is an internal error without a word more. */
export const maskError = (
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError => {
  const cause = causeOf(error)
  if (cause instanceof UpstreamError)
    return fixed(formatted, upstreamCodes[cause.fault], {
      source: cause.source,
      ...(cause.instance && { instance: cause.instance }),
    })
  if (cause instanceof AccessError)
    return fixed(formatted, cause.reason === 'UNAUTHENTICATED' ? 'UNAUTHENTICATED' : 'FORBIDDEN', {
      reason: cause.reason,
    })
  if (cause instanceof InvalidTokenError) return fixed(formatted, 'UNAUTHENTICATED')
  if (cause instanceof IdentityUnavailableError) return fixed(formatted, 'IDENTITY_UNAVAILABLE')
  if (cause instanceof BadInputError)
    return {
      ...fixed(formatted, 'BAD_USER_INPUT', { argument: cause.argument }),
      message: cause.message,
    }
  if (!documentCodes.includes(formatted.extensions?.['code']))
    return fixed(formatted, 'INTERNAL_SERVER_ERROR')
  return withoutValue(stripped(formatted), error)
}

const stripped = ({
  message,
  locations,
  path,
  extensions = {},
}: GraphQLFormattedError): GraphQLFormattedError => {
  const { code, limit, most } = extensions
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: {
      code: code === 'OPERATION_RESOLUTION_FAILURE' ? 'BAD_REQUEST' : code,
      ...(limit !== undefined && { limit, most }),
    },
  }
}

/** The error in the reader's language, with the number to quote to support. */
export const localised = (
  error: GraphQLFormattedError,
  language: Language,
  requestId: string,
): GraphQLFormattedError => {
  const text = messages[error.extensions?.['code'] as ErrorCode]
  return {
    ...error,
    message: text?.[language] ?? error.message,
    extensions: { ...error.extensions, requestId },
  }
}
