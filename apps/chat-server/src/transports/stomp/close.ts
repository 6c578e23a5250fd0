import {
  type ChatErrorCode,
  closeCodes,
  type CloseName,
  type LiveError,
  mayReconnect,
} from '@munova/chat-contract'
import type { ServerFrame } from './frame.ts'
import type { ProtocolViolation } from './parser.ts'

/** How a connection ends: an ERROR frame, then a close frame. */
export interface Farewell {
  close: CloseName
  /** Of the close frame. */
  code: number
  reason: string
  error: ServerFrame
}

/** WebSocket's own code for a message that is too big. */
const TOO_BIG = 1009

/** What a connection that is not signed in is refused with, where that has a close code of its own. */
const closeAfter: Partial<Record<ChatErrorCode, CloseName>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
}

/** The server ends the connection by itself. */
export function farewell(close: CloseName): Farewell {
  const { code, reason } = closeCodes[close]
  return {
    close,
    code,
    reason,
    error: errorFrame({ code: close, message: reason, temporary: mayReconnect(code) }),
  }
}

/** The peer broke the protocol. `headers` are of the frame that did, as far as it could be read. */
export function farewellTo(violation: ProtocolViolation, headers: ServerFrame['headers'] = {}): Farewell {
  const { code: error, message } = violation
  const { code } = closeCodes.MALFORMED
  return {
    close: 'MALFORMED',
    code: error === 'PAYLOAD_TOO_LARGE' ? TOO_BIG : code,
    reason: message,
    error: errorFrame({ code: error, message, temporary: false }, headers),
  }
}

/** A refusal that cannot be told otherwise. */
export function farewellAfter(
  refusal: LiveError,
  headers: ServerFrame['headers'],
  isSignedIn: boolean,
): Farewell {
  const close = (isSignedIn ? undefined : closeAfter[refusal.code]) ?? 'REFUSED'
  return { close, ...closeCodes[close], error: errorFrame(refusal, headers) }
}

/** The headers by which a refusal can be understood without its body. */
export function refusalHeaders(error: {
  code: string
  temporary: boolean
  retryAfterMs?: number | undefined
}) {
  return { code: error.code, temporary: error.temporary, 'retry-after-ms': error.retryAfterMs }
}

function errorFrame(
  error: Omit<LiveError, 'code'> & { code: string },
  headers: ServerFrame['headers'] = {},
): ServerFrame {
  return {
    command: 'ERROR',
    headers: { ...headers, message: error.message, ...refusalHeaders(error) },
    body: JSON.stringify(error),
  }
}
