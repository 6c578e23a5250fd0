import type { Carrier, CarrierEvents } from '../framing/framing.ts'
import { lengthPrefixed } from '../framing/length-prefixed.ts'
import { webSocket } from '../framing/websocket.ts'
import { subprotocol } from '@munova/chat-contract'
import type { Dialect, DialectEvents } from '../protocols/protocol.ts'
import { jsonDialect } from '../protocols/json.ts'
import { rabbitStompDialect } from '../protocols/rabbit-stomp.ts'
import { rsocketDialect } from '../protocols/rsocket.ts'
import { socketIoDialect } from '../protocols/socket-io.ts'
import { stompDialect } from '../protocols/stomp.ts'

/** Where a node of the chat server listens. */
export interface NodeAddress {
  /** `http://host:port`. */
  url: string
  rsocketPort: number
}

/** A way to speak to the chat server: which port, what carries the frames, what is in them. */
export interface Transport {
  port(address: NodeAddress): number
  carrier(address: NodeAddress, token: string, events: CarrierEvents): Carrier
  dialect(events: DialectEvents): Dialect
}

const httpPort = ({ url }: NodeAddress) => Number(new URL(url).port)
const hostOf = ({ url }: NodeAddress) => new URL(url).host

/** All of them, by the name that the command line knows. */
export const transports = {
  ws: {
    port: httpPort,
    carrier: (address, token, events) =>
      webSocket({ host: hostOf(address), path: '/ws', subprotocol, token }, 'text', events),
    dialect: jsonDialect,
  },
  stomp: {
    port: httpPort,
    carrier: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/stomp', subprotocol: 'v12.stomp' }, 'text', events),
    dialect: stompDialect,
  },
  'rsocket-tcp': {
    port: ({ rsocketPort }) => rsocketPort,
    carrier: (_address, _token, events) => lengthPrefixed(events),
    dialect: rsocketDialect,
  },
  'rsocket-ws': {
    port: httpPort,
    carrier: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/rsocket', subprotocol: 'rsocket' }, 'binary', events),
    dialect: rsocketDialect,
  },
} as const satisfies Record<string, Transport>

/** How other servers are spoken to, which ours is compared with. */
export const foreignTransports = {
  'socket.io': {
    port: httpPort,
    carrier: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/socket.io/?EIO=4&transport=websocket' }, 'text', events),
    dialect: socketIoDialect,
  },
  'rabbit-stomp': {
    port: httpPort,
    carrier: (address, _token, events) =>
      webSocket({ host: hostOf(address), path: '/ws', subprotocol: 'v12.stomp' }, 'text', events),
    dialect: rabbitStompDialect,
  },
} as const satisfies Record<string, Transport>

export type TransportName = keyof typeof transports
export type AnyTransportName = TransportName | keyof typeof foreignTransports

export function transportOf(name: AnyTransportName): Transport {
  return { ...transports, ...foreignTransports }[name]
}

export const transportNames = Object.keys(transports) as TransportName[]
