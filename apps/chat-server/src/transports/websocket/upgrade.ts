import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Identity } from '@munova/auth'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Context } from '../../context.ts'
import type { Connection } from '../connection/connection.ts'
import type { ConnectionCounters } from '../connection/counters.ts'
import type { UpgradeTransport } from '../live-server.ts'

export interface WebSocketProtocol {
  /** As in metrics. */
  name: string
  path: string
  /** The best first. */
  subprotocols: readonly string[]
  /** Must listen to messages before it returns: the first may be there already. */
  open(parts: {
    context: Context
    ws: WebSocket
    socket: Socket
    counters: ConnectionCounters
    /** Of the token in the handshake. */
    identity: Identity | undefined
  }): Connection
}

/** A protocol over WebSocket, and all its connections. */
export function webSocketTransport(
  context: Context,
  protocol: WebSocketProtocol,
  counters: ConnectionCounters,
): UpgradeTransport {
  const connections = new Set<Connection>()
  const { name, path, subprotocols } = protocol
  const gauge = context.metrics.gauge(`${name}_connections`, `Open ${name} connections`)
  const options = {
    noServer: true,
    clientTracking: false,
    // Compressing costs ten times what sending costs, and fragments the heap.
    perMessageDeflate: false,
    maxPayload: context.config.MAX_FRAME_BYTES,
    // Missing in its types.
    closeTimeout: context.config.CLOSE_LINGER_MS,
    handleProtocols: (offered: Set<string>) => subprotocols.find((known) => offered.has(known)) ?? false,
  }
  const server = new WebSocketServer(options)

  return { path, connections, accept }

  function accept(
    request: IncomingMessage,
    stream: Duplex,
    upgrade: { head: Buffer; identity: Identity | undefined },
  ): void {
    const socket = stream as Socket
    server.handleUpgrade(request, stream, upgrade.head, (ws) => open(ws, socket, upgrade.identity))
  }

  /** Apart from `accept`, so that nothing which lives as long as the connection holds on to its handshake. */
  function open(ws: WebSocket, socket: Socket, identity: Identity | undefined): void {
    const connection = protocol.open({ context, ws, socket, counters, identity })
    connections.add(connection)
    gauge.set(connections.size)
    ws.on('close', () => {
      connections.delete(connection)
      gauge.set(connections.size)
    })
  }
}
