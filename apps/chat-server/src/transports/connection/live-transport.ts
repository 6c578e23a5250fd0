import type { Connection } from './connection.ts'

/** How often the limits of every connection that are times are checked. */
export const TICK_MS = 1_000

/** A protocol, with its open connections. */
export interface LiveTransport {
  readonly connections: ReadonlySet<Connection>
}
