import type { CloseName } from '@munova/chat-contract'

/** What a transport does with its own bytes on one connection. */
export interface TransportDriver {
  /** Sends the reason in the protocol's form, and starts to close. */
  sendClose(close: CloseName): void
  /** Closes the socket at once. */
  terminate(): void
  /** Asks the peer to show that it is alive. */
  ping(): void
  /** Checks the protocol's own timeouts; called about every second while the connection is open. */
  tick?(now: number): void
  /** Stops reading the socket. */
  pause(): void
  resume(): void
}
