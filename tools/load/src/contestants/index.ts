import { baseline } from './baseline.ts'
import type { Contestant } from './contestant.ts'
import { chatServer } from './chat-server.ts'
import { nats } from './nats.ts'
import { rabbitStomp } from './rabbit-stomp.ts'

/** Each of our transports, followed by the servers that it is compared with. */
export const contestants: readonly Contestant[] = [
  chatServer('ws', 'MUNOVA, WebSocket'),
  baseline({ key: 'naive-ws', label: '`ws`, an INSERT per message', transport: 'ws', file: 'naive-ws.ts' }),
  baseline({
    key: 'socket.io',
    label: 'Socket.IO 4, an INSERT per message',
    transport: 'socket.io',
    file: 'socket-io.ts',
  }),
  nats,
  chatServer('rsocket-tcp', 'MUNOVA, RSocket'),
  baseline({
    key: 'stock-rsocket',
    label: 'rsocket-tcp-server, an INSERT per message',
    transport: 'rsocket-tcp',
    file: 'stock-rsocket.ts',
  }),
  chatServer('stomp', 'MUNOVA, STOMP'),
  rabbitStomp,
]
