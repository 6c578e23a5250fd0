import {
  type ChatErrorCode,
  closeCodes,
  type CloseName,
  type LiveError,
  mayReconnect,
} from '@munova/chat-contract'
import { ProtocolViolation } from './frame-parser.ts'
import type { ServerFrame } from './server-frame.ts'

/** How a connection is closed: an ERROR frame, then the close frame of WebSocket. */
export interface StompClose {
  close: CloseName
  /** Of the close frame. */
  code: number
  reason: string
  error: ServerFrame
}

/** WebSocket's own code for a message that is too big. */
const TOO_BIG = 1009

/** Errors that have a close code of their own, on a connection that is not signed in. */
const closeFor: Partial<Record<ChatErrorCode, CloseName>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
}

/** The server closes for a reason of its own. */
export function serverClose(close: CloseName): StompClose {
  const { code, reason } = closeCodes[close]
  return {
    close,
    code,
    reason,
    error: errorFrame({ code: close, message: reason, temporary: mayReconnect(code) }),
  }
}

/** The peer violated the protocol. `headers` identify the frame that did, as far as it could be read. */
export function violationClose(
  violation: ProtocolViolation,
  headers: ServerFrame['headers'] = {},
): StompClose {
  const { code: error, message } = violation
  const { code } = closeCodes.MALFORMED
  return {
    close: 'MALFORMED',
    code: error === 'PAYLOAD_TOO_LARGE' ? TOO_BIG : code,
    reason: message,
    error: errorFrame({ code: error, message, temporary: false }, headers),
  }
}

/** The peer violated WebSocket's own rules: `code` is WebSocket's for that. */
export function webSocketViolationClose(code: number, maxBytes: number): StompClose {
  const violation =
    code === TOO_BIG
      ? new ProtocolViolation(`The message has more than ${maxBytes} bytes`, 'PAYLOAD_TOO_LARGE')
      : new ProtocolViolation('The bytes are not a message of WebSocket')
  return { ...violationClose(violation), code }
}

/** A frame was rejected, and the client has no subscription for errors. */
export function errorClose(
  error: LiveError,
  headers: ServerFrame['headers'],
  isSignedIn: boolean,
): StompClose {
  const close = (isSignedIn ? undefined : closeFor[error.code]) ?? 'REFUSED'
  return { close, ...closeCodes[close], error: errorFrame(error, headers) }
}

/** The headers of an error, so that a client need not parse the body. */
export function errorHeaders(error: { code: string; temporary: boolean; retryAfterMs?: number | undefined }) {
  return { code: error.code, temporary: error.temporary, 'retry-after-ms': error.retryAfterMs }
}

function errorFrame(
  error: Omit<LiveError, 'code'> & { code: string },
  headers: ServerFrame['headers'] = {},
): ServerFrame {
  return {
    command: 'ERROR',
    headers: { ...headers, message: error.message, ...errorHeaders(error) },
    body: JSON.stringify(error),
  }
}
