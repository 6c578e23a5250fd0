import type { Socket } from 'node:net'
import { closeCodes } from '@munova/chat-contract'
import type { WebSocket } from 'ws'
import type { WebSocketProtocol } from '../websocket/websocket-transport.ts'
import { type Carrier, openRSocketConnection } from './rsocket-connection.ts'
import { webSocketFraming } from './frames/framing.ts'

/** RSocket over WebSocket. A binary message is a frame. */
export const rsocketOverWebSocket: WebSocketProtocol = {
  name: 'rsocket_websocket',
  summary: 'Live chat: RSocket over WebSocket (docs/protocol.md)',
  path: '/rsocket',
  subprotocols: ['rsocket'],
  open({ ws, socket, ...parts }) {
    const carrier = webSocketCarrier(ws, socket)
    const { connection, receive, broken } = openRSocketConnection({ ...parts, carrier })
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) receive(data)
      else broken('Frames are binary messages')
    })
    // `ws` answers protocol errors itself (1002, 1007, 1009) and closes.
    ws.on('error', () => connection.closed())
    ws.on('close', () => connection.closed())
    return connection
  },
}

function webSocketCarrier(ws: WebSocket, socket: Socket): Carrier {
  return {
    framing: webSocketFraming,
    socket,
    hangUp(last, close) {
      // Not when `ws` has begun to close: nothing may follow a close frame.
      if (ws.readyState === ws.OPEN) socket.write(last)
      ws.close(closeCodes[close].code, closeCodes[close].reason)
    },
    destroy: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  }
}
