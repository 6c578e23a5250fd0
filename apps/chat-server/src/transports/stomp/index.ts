import type { WebSocketProtocol } from '../websocket/websocket-transport.ts'
import { openStompConnection } from './stomp-connection.ts'

/** STOMP over WebSocket. */
export const stompOverWebSocket: WebSocketProtocol = {
  name: 'stomp',
  summary: 'Live chat: STOMP over WebSocket (docs/protocol.md)',
  path: '/stomp',
  subprotocols: ['v12.stomp', 'v11.stomp'],
  open: openStompConnection,
}
