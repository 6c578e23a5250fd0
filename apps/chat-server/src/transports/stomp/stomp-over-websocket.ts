import type { OperationTable } from '../../operations/operation.ts'
import type { WebSocketProtocol } from '../websocket/websocket-transport.ts'
import { SendDestinations } from './send-destinations.ts'
import { openStompConnection } from './stomp-connection.ts'

export function stompOverWebSocket(operations: OperationTable): WebSocketProtocol {
  const destinations = new SendDestinations(operations)
  return {
    name: 'stomp',
    summary: 'Live chat: STOMP over WebSocket (docs/protocol.md)',
    path: '/stomp',
    subprotocols: ['v12.stomp', 'v11.stomp'],
    open: (parts) => openStompConnection({ ...parts, destinations }),
  }
}
