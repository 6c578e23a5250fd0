import type { Socket } from 'node:net'
import { closeCodes } from '@munova/chat-contract'
import type { WebSocket } from 'ws'
import type { OperationTable } from '../../operations/operation.ts'
import type { WebSocketProtocol } from '../websocket/websocket-transport.ts'
import { webSocketFraming } from './frames/framing.ts'
import { Routes } from './routes.ts'
import { type Carrier, openRSocketConnection } from './rsocket-connection.ts'

/** RSocket over WebSocket: each binary message is a frame. */
export function rsocketOverWebSocket(operations: OperationTable): WebSocketProtocol {
  const routes = new Routes(operations)
  return {
    name: 'rsocket_websocket',
    summary: 'Live chat: RSocket over WebSocket (docs/protocol.md)',
    path: '/rsocket',
    subprotocols: ['rsocket'],
    open({ ws, socket, ...parts }) {
      const carrier = webSocketCarrier(ws, socket)
      const rsocket = openRSocketConnection({ ...parts, carrier, routes })
      const { connection, receive, closeForViolation } = rsocket
      ws.on('pong', rsocket.markAlive)
      ws.on('message', (data: Buffer, isBinary) => {
        if (isBinary) receive(data)
        else closeForViolation('Frames must be binary messages')
      })
      // `ws` sends the close frame of protocol errors itself (1002, 1007, 1009).
      ws.on('error', () => connection.markClosed())
      ws.on('close', () => connection.markClosed())
      return connection
    },
  }
}

function webSocketCarrier(ws: WebSocket, socket: Socket): Carrier {
  return {
    framing: webSocketFraming,
    socket,
    sendClose(last, close) {
      // Not when `ws` has started to close: nothing may follow a close frame.
      if (ws.readyState === ws.OPEN) socket.write(last)
      ws.close(closeCodes[close].code, closeCodes[close].reason)
    },
    terminate: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    ping: () => ws.ping(),
  }
}
