import {
  chatErrors,
  closeCodes,
  type ChatErrorCode,
  type CloseName,
  type LiveError,
} from '@munova/chat-contract'
import { ErrorCodes } from 'rsocket-core'

/** An error of a stream: the code that RSocket knows, and ours as JSON. */
export interface StreamError {
  code: ErrorCodes
  text: string
}

/** REJECTED promises that nothing was done; INVALID that it makes no sense to repeat the request as it is. */
const codeByStatus: Readonly<Record<number, ErrorCodes>> = {
  400: ErrorCodes.INVALID,
  401: ErrorCodes.REJECTED,
  403: ErrorCodes.REJECTED,
  413: ErrorCodes.INVALID,
  415: ErrorCodes.INVALID,
  429: ErrorCodes.REJECTED,
}

/** How a request that is refused ends. */
export function refused(error: LiveError): StreamError {
  const code =
    error.code === 'OVERLOADED'
      ? ErrorCodes.REJECTED
      : (codeByStatus[chatErrors[error.code].status] ?? ErrorCodes.APPLICATION_ERROR)
  return { code, text: JSON.stringify(error) }
}

/** How a stream ends that the server ends after it had begun. */
export function ended(error: LiveError): StreamError {
  return { code: ErrorCodes.CANCELED, text: JSON.stringify(error) }
}

/** The last frame of a connection. Its text is JSON: `{code, message, closeCode, retryAfterMs?}`. */
export interface Goodbye extends StreamError {
  close: CloseName
}

export function goodbye(
  close: CloseName,
  code: ErrorCodes,
  why: { code: ChatErrorCode | CloseName; message: string; retryAfterMs?: number | undefined },
): Goodbye {
  const { retryAfterMs } = why
  const closeCode = closeCodes[close].code
  const text = JSON.stringify({ code: why.code, message: why.message, closeCode, retryAfterMs })
  return { close, code, text }
}

/** What a client hears that may reconnect, and one that may not. Before SETUP was accepted it is a refusal of that. */
export function closing(close: CloseName, isSetUp: boolean): Goodbye {
  const { code, reason } = closeCodes[close]
  const rsocketCode = code < 4_500 ? ErrorCodes.CONNECTION_CLOSE : ErrorCodes.CONNECTION_ERROR
  return goodbye(close, isSetUp ? rsocketCode : ErrorCodes.REJECTED_SETUP, { code: close, message: reason })
}

/** The peer does not speak the protocol. */
export function malformed(message: string, isSetUp: boolean): Goodbye {
  const code = isSetUp ? ErrorCodes.CONNECTION_ERROR : ErrorCodes.INVALID_SETUP
  return goodbye('MALFORMED', code, { code: 'MALFORMED', message })
}

const closeFor: Partial<Record<ChatErrorCode, CloseName>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  UNAVAILABLE: 'UNAVAILABLE',
}

/** SETUP was understood, and is refused. */
export function rejectedSetup(error: LiveError): Goodbye {
  const close = closeFor[error.code] ?? (error.temporary ? 'GOING_AWAY' : 'MALFORMED')
  return goodbye(close, ErrorCodes.REJECTED_SETUP, error)
}
