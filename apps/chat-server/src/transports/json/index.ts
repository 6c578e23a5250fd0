import { subprotocol } from '@munova/chat-contract'
import type { WebSocketProtocol } from '../websocket/websocket-transport.ts'
import { openJsonConnection } from './json-connection.ts'

/** JSON over WebSocket. A token in the handshake signs the connection in. */
export const jsonOverWebSocket: WebSocketProtocol = {
  name: 'websocket',
  summary: 'Live chat: JSON over WebSocket (docs/protocol.md)',
  path: '/ws',
  subprotocols: [subprotocol],
  open({ identity, ...parts }) {
    const connection = openJsonConnection(parts)
    if (identity) connection.admit(identity)
    return connection
  },
}
