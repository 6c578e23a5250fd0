import type { WebSocketProtocol } from '../websocket/upgrade.ts'
import { openStompConnection } from './stomp-connection.ts'

/** STOMP over WebSocket. */
export const stompOverWebSocket: WebSocketProtocol = {
  name: 'stomp',
  path: '/stomp',
  subprotocols: ['v12.stomp', 'v11.stomp'],
  open: openStompConnection,
}
