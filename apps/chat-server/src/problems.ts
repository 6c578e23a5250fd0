import { chatErrors, type ChatErrorCode, type ChatFieldText, type LiveError } from '@munova/chat-contract'
import { connectionLost, eventTooLarge, sqlState } from '@munova/database'
import { PictureStoreAway } from '@munova/pictures'
import { Problem, problemFactory, rejectedPath as anyRejectedPath, type RejectedPath } from '@munova/service'
import type { SaidParams } from '@munova/text-contract'

/** Makes a problem of the contract's table: `throw problem('ROOM_FULL')`. */
export const problem = problemFactory(chatErrors)

/** What is wrong at a path, in a message that every language has. */
export const rejectedPath: (path: string, text: ChatFieldText, params?: SaidParams) => RejectedPath =
  anyRejectedPath

// 57014: the statement took longer than STATEMENT_TIMEOUT_MS.
const STATEMENT_CANCELLED = '57014'

/**
 * UNAVAILABLE when the database is unreachable or too slow, PICTURES_UNAVAILABLE when the store of pictures is, PAYLOAD_TOO_LARGE for
 * an event that is; undefined for any other error.
 */
export function problemFor(error: unknown): Problem | undefined {
  if (error instanceof PictureStoreAway) return problem('PICTURES_UNAVAILABLE', { cause: error })
  if (eventTooLarge(error)) return problem('PAYLOAD_TOO_LARGE', { cause: error })
  const isUnavailable = connectionLost(error) || sqlState(error) === STATEMENT_CANCELLED
  return isUnavailable ? problem('UNAVAILABLE', { retryAfterMs: 1_000, cause: error }) : undefined
}

/** The error that live transports send. Errors that are not problems of the contract become INTERNAL, without their cause. */
export function toLiveError(error: unknown): LiveError {
  const known = error instanceof Problem && isChatError(error.code) ? error : problemFor(error)
  const found = known ?? problem('INTERNAL')
  const code = found.code as ChatErrorCode
  return {
    code,
    message: found.detail ?? found.title,
    temporary: chatErrors[code].temporary,
    ...(found.retryAfterMs !== undefined && { retryAfterMs: found.retryAfterMs }),
    ...(found.errors !== undefined && { errors: found.errors }),
  }
}

function isChatError(code: string): code is ChatErrorCode {
  return Object.hasOwn(chatErrors, code)
}
