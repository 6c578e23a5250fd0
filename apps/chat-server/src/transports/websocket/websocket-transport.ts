import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import type { WebSocket } from 'ws'
import type { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/connection-counters.ts'
import type { LiveContext } from '../connection/live-context.ts'
import type { LiveTransport } from '../connection/live-transport.ts'

/** What a protocol needs to open a connection on a WebSocket. */
export interface WebSocketParts {
  context: LiveContext
  ws: WebSocket
  socket: Socket
  counters: ConnectionCounters
  /** Of the token in the handshake, if there was one. */
  identity: Identity | undefined
}

export interface WebSocketProtocol {
  /** The label in metrics. */
  name: string
  /** Of the route in the API reference. */
  summary: string
  path: string
  /** In order of preference. */
  subprotocols: readonly string[]
  /** Listens to messages before it returns: the first one may have arrived with the handshake. */
  open(parts: WebSocketParts): Connection
}

/** A protocol over WebSocket at its path of the HTTP port, with its open connections. */
export interface WebSocketTransport extends LiveTransport {
  readonly protocol: WebSocketProtocol
  /** Takes over a WebSocket whose handshake is complete. Calls `onSignedIn` once it is known who the client is. */
  open(
    ws: WebSocket,
    socket: Socket,
    options: { identity: Identity | undefined; onSignedIn: () => void },
  ): void
}

export function webSocketTransport(
  context: LiveContext,
  protocol: WebSocketProtocol,
  counters: ConnectionCounters,
): WebSocketTransport {
  const connections = new Set<Connection>()
  const { name } = protocol
  const gauge = context.metrics.gauge(`${name}_connections`, `Open ${name} connections`)
  return {
    protocol,
    connections,
    open(ws, socket, { identity, onSignedIn }) {
      const connection = protocol.open({ context, ws, socket, counters, identity })
      if (identity) onSignedIn()
      else connection.whenSignedIn(onSignedIn)
      connections.add(connection)
      gauge.set(connections.size)
      ws.on('close', () => {
        connections.delete(connection)
        gauge.set(connections.size)
      })
    },
  }
}
