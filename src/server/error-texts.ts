import type { GraphQLFormattedError } from 'graphql'
import type { Bilingual, Language } from '../lib/language.ts'
import { denialMessages } from '../resolvers/messages.ts'

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
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_INVALID_RESPONSE'
  | 'UPSTREAM_REJECTED'
  | 'IDENTITY_UNAVAILABLE'
  | 'AUDIT_UNAVAILABLE'
  | 'QUOTA_SUBJECTS_EXCEEDED'
  | 'INTERNAL_SERVER_ERROR'

/** Fixed texts: what a caller reads never comes from an upstream, a value, a host or a stack. */
export const messages: Partial<Record<ErrorCode, Bilingual>> = {
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
  AUDIT_UNAVAILABLE: denialMessages.AUDIT_UNAVAILABLE,
  QUOTA_SUBJECTS_EXCEEDED: denialMessages.QUOTA_SUBJECTS_EXCEEDED,
  // Some clients know this error by its text alone, in whatever language their user reads.
  PERSISTED_QUERY_NOT_FOUND: { vi: 'PersistedQueryNotFound', en: 'PersistedQueryNotFound' },
  INTERNAL_SERVER_ERROR: { vi: 'Lỗi nội bộ.', en: 'Internal error.' },
}

export const retryable: readonly ErrorCode[] = [
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'IDENTITY_UNAVAILABLE',
  'AUDIT_UNAVAILABLE',
  'QUOTA_SUBJECTS_EXCEEDED',
]

/** What stands before the English detail that GraphQL itself gives of a document. */
const leads: Partial<Record<ErrorCode, string>> = {
  BAD_REQUEST: 'Không đọc được yêu cầu.',
  GRAPHQL_PARSE_FAILED: 'Câu truy vấn sai cú pháp.',
  GRAPHQL_VALIDATION_FAILED: 'Câu truy vấn không hợp với lược đồ.',
  BAD_USER_INPUT: 'Giá trị không hợp lệ.',
  QUERY_TOO_COMPLEX: 'Câu truy vấn hỏi nhiều hơn mức cho phép.',
  OPERATION_NOT_ALLOWED: 'Không được phép hỏi theo cách này.',
}

/** Of requests that never reached GraphQL, by their HTTP status. */
export const requestTexts: Readonly<Record<number, Bilingual>> = {
  400: { vi: 'Không đọc được yêu cầu.', en: 'The request cannot be read.' },
  404: { vi: 'Không có gì ở đây.', en: 'There is nothing here.' },
  413: { vi: 'Yêu cầu quá lớn.', en: 'The request is too large.' },
  415: {
    vi: 'Kiểu nội dung phải là application/json.',
    en: 'The content type must be application/json.',
  },
}

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && (code in messages || code in leads)

const textOf = (code: unknown, detail: string, language: Language): string => {
  if (!isErrorCode(code)) return detail
  const lead = language === 'vi' ? leads[code] : undefined
  return messages[code]?.[language] ?? (lead === undefined ? detail : `${lead} ${detail}`)
}

/** The error in the reader's language, with the number to quote to support. */
export const localised = (
  error: GraphQLFormattedError,
  language: Language,
  requestId: string,
): GraphQLFormattedError => ({
  ...error,
  message: textOf(error.extensions?.['code'], error.message, language),
  extensions: { ...error.extensions, requestId },
})
