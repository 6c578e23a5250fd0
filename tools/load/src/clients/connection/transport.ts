import type { Framing, FramingEvents } from '../framing/framing.ts'
import { lengthPrefixed } from '../framing/length-prefixed.ts'
import { natsFraming } from '../framing/nats.ts'
import { webSocket } from '../framing/websocket.ts'
import { subprotocol } from '@munova/chat-contract'
import type { Protocol, ProtocolEvents } from '../protocols/protocol.ts'
import { jsonProtocol } from '../protocols/json.ts'
import { natsProtocol } from '../protocols/nats.ts'
import { rabbitStompProtocol } from '../protocols/rabbit-stomp.ts'
import { rsocketProtocol } from '../protocols/rsocket.ts'
import { socketIoProtocol } from '../protocols/socket-io.ts'
import { stompProtocol } from '../protocols/stomp.ts'

/** Where a node of the chat server listens. */
export interface NodeAddress {
  /** `http://host:port`. */
  url: string
  rsocketPort: number
}

/** A transport of the chat server: port, framing and protocol. */
export interface Transport {
  port(address: NodeAddress): number
  framing(address: NodeAddress, token: string, events: FramingEvents): Framing
  protocol(events: ProtocolEvents): Protocol
}

const httpPort = ({ url }: NodeAddress) => Number(new URL(url).port)
const hostOf = ({ url }: NodeAddress) => new URL(url).host

/** The chat server's transports, by their names on the command line. */
export const transports = {
  ws: {
    port: httpPort,
    framing: (address, token, events) =>
      webSocket({ host: hostOf(address), path: '/ws', subprotocol, token }, 'text', events),
    protocol: jsonProtocol,
  },
  stomp: {
    port: httpPort,
    framing: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/stomp', subprotocol: 'v12.stomp' }, 'text', events),
    protocol: stompProtocol,
  },
  'rsocket-tcp': {
    port: ({ rsocketPort }) => rsocketPort,
    framing: (_address, _token, events) => lengthPrefixed(events),
    protocol: rsocketProtocol,
  },
  'rsocket-ws': {
    port: httpPort,
    framing: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/rsocket', subprotocol: 'rsocket' }, 'binary', events),
    protocol: rsocketProtocol,
  },
} as const satisfies Record<string, Transport>

/** Transports of the servers that ours is compared with. */
const foreignTransports = {
  'socket.io': {
    port: httpPort,
    framing: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/socket.io/?EIO=4&transport=websocket' }, 'text', events),
    protocol: socketIoProtocol,
  },
  'rabbit-stomp': {
    port: httpPort,
    framing: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/ws', subprotocol: 'v12.stomp' }, 'text', events),
    protocol: rabbitStompProtocol,
  },
  nats: {
    port: httpPort,
    framing: (_address, _token, events) => natsFraming(events),
    protocol: natsProtocol,
  },
} as const satisfies Record<string, Transport>

export type TransportName = keyof typeof transports
export type AnyTransportName = TransportName | keyof typeof foreignTransports

export function transportOf(name: AnyTransportName): Transport {
  return { ...transports, ...foreignTransports }[name]
}

export const transportNames = Object.keys(transports) as TransportName[]
