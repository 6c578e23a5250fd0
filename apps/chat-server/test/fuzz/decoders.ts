import { rsocketDecoder } from './rsocket.ts'
import { stompDecoder } from './stomp.ts'
import { webSocketDecoder } from './websocket.ts'

export const decoders = {
  rsocket: rsocketDecoder,
  stomp: stompDecoder,
  websocket: webSocketDecoder,
}
export type DecoderName = keyof typeof decoders
export const decoderNames = Object.keys(decoders) as DecoderName[]

export function isDecoder(name: string): name is DecoderName {
  return Object.hasOwn(decoders, name)
}
