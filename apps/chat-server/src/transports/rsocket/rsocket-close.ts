import { closeCodes, type ChatErrorCode, type CloseName, type LiveError } from '@munova/chat-contract'
import { ErrorCodes } from 'rsocket-core'

/** The ERROR frame that closes a connection. Its text is JSON: `{code, message, closeCode, retryAfterMs?}`. */
export interface RSocketClose {
  close: CloseName
  code: ErrorCodes
  text: string
}

export function rsocketClose(
  close: CloseName,
  code: ErrorCodes,
  reason: { code: ChatErrorCode | CloseName; message: string; retryAfterMs?: number | undefined },
): RSocketClose {
  const { retryAfterMs } = reason
  const closeCode = closeCodes[close].code
  const text = JSON.stringify({ code: reason.code, message: reason.message, closeCode, retryAfterMs })
  return { close, code, text }
}

/**
 * The server closes for a reason of its own. RSocket's code tells a client whether it may reconnect; before SETUP is
 * accepted it is REJECTED_SETUP.
 */
export function serverClose(close: CloseName, isSetUp: boolean): RSocketClose {
  const { code, reason } = closeCodes[close]
  const rsocketCode = code < 4_500 ? ErrorCodes.CONNECTION_CLOSE : ErrorCodes.CONNECTION_ERROR
  return rsocketClose(close, isSetUp ? rsocketCode : ErrorCodes.REJECTED_SETUP, {
    code: close,
    message: reason,
  })
}

/** The peer violated the protocol. */
export function violationClose(message: string, isSetUp: boolean): RSocketClose {
  const code = isSetUp ? ErrorCodes.CONNECTION_ERROR : ErrorCodes.INVALID_SETUP
  return rsocketClose('MALFORMED', code, { code: 'MALFORMED', message })
}

const closeFor: Partial<Record<ChatErrorCode, CloseName>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  UNAVAILABLE: 'UNAVAILABLE',
}

/** SETUP is well-formed, and rejected. */
export function rejectedSetup(error: LiveError): RSocketClose {
  const close = closeFor[error.code] ?? (error.temporary ? 'GOING_AWAY' : 'MALFORMED')
  return rsocketClose(close, ErrorCodes.REJECTED_SETUP, error)
}
