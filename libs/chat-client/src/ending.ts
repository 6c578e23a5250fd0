import { closeCodes, mayReconnect } from '@munova/chat-contract'
import type { ChatError } from './errors.ts'
import type { Event } from './state.ts'

/** What the end of a connection means, by the close code table of the contract. */
export function eventOfClose(code: number, reason: string): Event {
  if (mayReconnect(code)) {
    return { type: 'lost', needsFreshToken: code === closeCodes.TOKEN_EXPIRED.code, retryAfterMs: 0 }
  }
  const [name, known] = Object.entries(closeCodes).find(([, row]) => row.code === code) ?? []
  const message = reason || known?.reason || `The connection was closed with code ${code}`
  return { type: 'ended', reason: { code: name ?? `CLOSE_${code}`, message } }
}

/** What a refused sign-in means. */
export function eventOfRefusal(error: ChatError): Event {
  const needsFreshToken = error.code === 'TOKEN_EXPIRED'
  if (needsFreshToken || error.temporary) {
    return { type: 'lost', needsFreshToken, retryAfterMs: error.retryAfterMs ?? 0 }
  }
  return { type: 'ended', reason: { code: error.code, message: error.message } }
}
