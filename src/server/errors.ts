import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { AccessError, IdentityUnavailableError, InvalidTokenError } from '../access/errors.ts'
import type { DenialReason } from '../domain/citizen.ts'
import { BadInputError, UpstreamError, type UpstreamFault } from '../lib/errors.ts'
import { OperationRefusedError } from './trusted-documents/errors.ts'
import { type ErrorCode, messages, retryable } from './error-texts.ts'
import { isLateInputError, withoutValue } from './without-value.ts'

const upstreamCodes: Readonly<Record<UpstreamFault, ErrorCode>> = {
  timeout: 'UPSTREAM_TIMEOUT',
  unavailable: 'UPSTREAM_UNAVAILABLE',
  rejected: 'UPSTREAM_REJECTED',
  malformed: 'UPSTREAM_INVALID_RESPONSE',
}

/** Refusals that have a code of their own; of all others the reason tells more than the code. */
const denialCodes: Partial<Record<DenialReason, ErrorCode>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  AUDIT_UNAVAILABLE: 'AUDIT_UNAVAILABLE',
  QUOTA_SUBJECTS_EXCEEDED: 'QUOTA_SUBJECTS_EXCEEDED',
}

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

/** What a resolver threw, beneath what graphql-js made of it. */
export const causeOf = (error: unknown): unknown =>
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
    return fixed(formatted, denialCodes[cause.reason] ?? 'FORBIDDEN', { reason: cause.reason })
  if (cause instanceof InvalidTokenError) return fixed(formatted, 'UNAUTHENTICATED')
  if (cause instanceof IdentityUnavailableError) return fixed(formatted, 'IDENTITY_UNAVAILABLE')
  if (cause instanceof BadInputError)
    return {
      ...fixed(formatted, 'BAD_USER_INPUT', { argument: cause.argument }),
      message: cause.message,
    }
  if (cause instanceof OperationRefusedError)
    return { ...fixed(formatted, cause.code), message: 'This operation is not registered.' }
  if (isLateInputError(cause)) return withoutValue(formatted, cause)
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
      retryable: false,
      ...(limit !== undefined && { limit, most }),
    },
  }
}
