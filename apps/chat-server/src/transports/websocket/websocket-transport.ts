import type { Socket } from 'node:net'
import type { Identity } from '@munova/auth'
import type { WebSocket } from 'ws'
import type { Context } from '../../context.ts'
import type { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/counters.ts'
import type { LiveTransport } from '../connection/live-transport.ts'

export interface WebSocketProtocol {
  /** As in metrics. */
  name: string
  /** What the API reference says about its route. */
  summary: string
  path: string
  /** The best first. */
  subprotocols: readonly string[]
  /** Must listen to messages before it returns: the first may have arrived with the handshake. */
  open(parts: {
    context: Context
    ws: WebSocket
    socket: Socket
    counters: ConnectionCounters
    /** Of the token in the handshake. */
    identity: Identity | undefined
  }): Connection
}

/** A protocol over WebSocket, at its own path of the HTTP port, with its open connections. */
export interface WebSocketTransport extends LiveTransport {
  readonly protocol: WebSocketProtocol
  /** Takes over a WebSocket whose handshake is complete. */
  open(ws: WebSocket, socket: Socket, identity: Identity | undefined): void
}

export function webSocketTransport(
  context: Context,
  protocol: WebSocketProtocol,
  counters: ConnectionCounters,
): WebSocketTransport {
  const connections = new Set<Connection>()
  const { name } = protocol
  const gauge = context.metrics.gauge(`${name}_connections`, `Open ${name} connections`)
  return {
    protocol,
    connections,
    open(ws, socket, identity) {
      const connection = protocol.open({ context, ws, socket, counters, identity })
      connections.add(connection)
      gauge.set(connections.size)
      ws.on('close', () => {
        connections.delete(connection)
        gauge.set(connections.size)
      })
    },
  }
}
