import type { Connection } from './connection.ts'

/** How often the timeouts of all connections are checked. */
export const TICK_MS = 1_000

/** A transport, with its open connections. */
export interface LiveTransport {
  readonly connections: ReadonlySet<Connection>
}
