import { subprotocol } from '@munova/chat-contract'
import type { WebSocketProtocol } from '../websocket/websocket-transport.ts'
import { openJsonConnection } from './json-connection.ts'

export const jsonOverWebSocket: WebSocketProtocol = {
  name: 'websocket',
  summary: 'Live chat: JSON over WebSocket (docs/protocol.md)',
  path: '/ws',
  subprotocols: [subprotocol],
  open: openJsonConnection,
}
