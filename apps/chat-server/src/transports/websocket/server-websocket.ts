import { WebSocket } from 'ws'

/** Emitted with the close code, before the close frame is sent: nothing may follow a close frame. */
export const CLOSING_FOR_VIOLATION = 'closingForViolation'

// Of RFC 6455, 7.4.1: protocol error, bad UTF-8, and a message above `maxPayload`.
const violations: readonly (number | undefined)[] = [1002, 1007, 1009]

/**
 * `ws` closes a connection itself when its peer violates WebSocket's rules, and emits `error` only after its close frame. Here
 * a protocol that announces each close can do so.
 */
export class ServerWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    // `ws` gives no reason; it gives one, if empty, when it echoes the close frame of the peer.
    const isViolation = reason === undefined && violations.includes(code)
    if (isViolation && this.readyState === this.OPEN) this.emit(CLOSING_FOR_VIOLATION, code)
    super.close(code, reason)
  }
}
