import { closeCodes, mayReconnect } from '@munova/chat-contract'
import type { ChatError } from './errors.ts'
import type { Event } from './state.ts'

/** The client event for a close code, according to the contract's table of close codes. */
export function eventOfClose(code: number, reason: string): Event {
  if (mayReconnect(code)) {
    return { type: 'lost', needsFreshToken: code === closeCodes.TOKEN_EXPIRED.code, retryAfterMs: 0 }
  }
  const [name, known] = Object.entries(closeCodes).find(([, row]) => row.code === code) ?? []
  const message = reason || known?.reason || `The connection was closed with code ${code}`
  return { type: 'ended', reason: { code: name ?? `CLOSE_${code}`, message } }
}

/** The client event for a rejected sign-in. */
export function eventOfRejection(error: ChatError): Event {
  const needsFreshToken = error.code === 'TOKEN_EXPIRED'
  if (needsFreshToken || error.temporary) {
    return { type: 'lost', needsFreshToken, retryAfterMs: error.retryAfterMs ?? 0 }
  }
  return { type: 'ended', reason: { code: error.code, message: error.message } }
}
