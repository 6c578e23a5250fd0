import { Flags, type Frame, FrameTypes, serializeFrame } from 'rsocket-core'
import {
  encodeBearerAuthMetadata,
  encodeCompositeMetadata,
  encodeRoute,
  WellKnownMimeType,
} from 'rsocket-composite-metadata'
import { ReceivedEvent } from '../messages/received-event.ts'
import { ByteScanner } from '../messages/byte-scanner.ts'
import type { Protocol, ProtocolEvents } from './protocol.ts'
import { valueOf } from './json.ts'

/** Announced in SETUP; frames are sent every KEEP_ALIVE_MS. */
const KEEP_ALIVE_ANNOUNCED_MS = 30_000
const LIFETIME_MS = 90_000
/** The request-n that means unlimited. */
const UNLIMITED = 0x7fffffff
/** A frame's stream id, type and flags; of an ERROR the code follows. */
const HEADER_BYTES = 6
const TYPE_BITS = 10
const ERROR_TEXT_AT = HEADER_BYTES + 4
const NO_CODE = 1005
/** The first request shows whether SETUP was accepted, because SETUP itself has no response. */
const SETUP_PROBE = 0

const sendRoute = route('chat.send')
const pingRoute = route('chat.ping')
const joinRoute = route('join')

/** RSocket 1.0 with composite metadata. */
export function rsocketProtocol(events: ProtocolEvents): Protocol {
  const scanner = new ByteScanner()
  const event = new ReceivedEvent()
  /** Room ids by request id. */
  const streams = new Map<number, number>()
  return {
    handshakeFrames: (token) => [serializeFrame(setup(token)), request(SETUP_PROBE, pingRoute)],
    handleFrame(bytes, from, to) {
      const typeAndFlags = bytes.readUInt16BE(from + 4)
      const type: FrameTypes = typeAndFlags >>> TYPE_BITS
      if (type === FrameTypes.PAYLOAD) {
        if ((typeAndFlags & Flags.COMPLETE) === 0) {
          return events.onEvent(event.read(bytes, from + HEADER_BYTES, to))
        }
        return handleResponse(bytes, from)
      }
      if (type === FrameTypes.ERROR)
        failed(requestOf(bytes, from), bytes.toString('utf8', from + ERROR_TEXT_AT, to))
    },
    position: (id, roomId) => request(id, joinRoute, `{"roomId":${roomId}}`),
    subscribe(id, { roomId, after }) {
      streams.set(id, roomId)
      return serializeFrame({
        type: FrameTypes.REQUEST_STREAM,
        streamId: streamOf(id),
        flags: Flags.METADATA,
        requestN: UNLIMITED,
        metadata: route(`chat.stream.${roomId}`),
        data: Buffer.from(JSON.stringify({ after })),
      })
    },
    send: (id, { roomId, clientMessageId, text }) =>
      request(
        id,
        sendRoute,
        `{"roomId":${roomId},"clientMessageId":"${clientMessageId}","type":"TEXT","content":{"text":${JSON.stringify(text)}}}`,
      ),
    ping: (id) => request(id, pingRoute),
    keepAlive: () =>
      serializeFrame({
        type: FrameTypes.KEEPALIVE,
        streamId: 0,
        flags: Flags.RESPOND,
        lastReceivedPosition: 0,
        data: undefined,
      }),
  }

  function handleResponse(bytes: Buffer, from: number): void {
    const id = requestOf(bytes, from)
    if (id === SETUP_PROBE) return events.onConnected()
    events.onResult({ id, ok: true, value: valueOf(scanner.set(bytes, from + HEADER_BYTES)) })
  }

  function failed(id: number, json: string): void {
    const { code, closeCode = NO_CODE } = JSON.parse(json) as { code: string; closeCode?: number }
    const roomId = streams.get(id)
    if (id < 0 || id === SETUP_PROBE) events.onServerClose(closeCode, code)
    else if (roomId === undefined) events.onResult({ id, ok: false, code })
    else events.onSubscriptionEnded(roomId, code)
  }
}

/** Client stream ids are odd: request 0 is stream 1. */
function streamOf(id: number): number {
  return 2 * id + 1
}

/** Below 0 for stream 0, the connection itself. */
function requestOf(bytes: Buffer, from: number): number {
  return (bytes.readInt32BE(from) - 1) / 2
}

function request(id: number, metadata: Buffer, json = '{}'): Buffer {
  return serializeFrame({
    type: FrameTypes.REQUEST_RESPONSE,
    streamId: streamOf(id),
    flags: Flags.METADATA,
    metadata,
    data: Buffer.from(json),
  })
}

function setup(token: string): Frame {
  const bearer = encodeBearerAuthMetadata(Buffer.from(token))
  return {
    type: FrameTypes.SETUP,
    streamId: 0,
    flags: Flags.METADATA,
    majorVersion: 1,
    minorVersion: 0,
    keepAlive: KEEP_ALIVE_ANNOUNCED_MS,
    lifetime: LIFETIME_MS,
    metadataMimeType: WellKnownMimeType.MESSAGE_RSOCKET_COMPOSITE_METADATA.toString(),
    dataMimeType: 'application/json',
    metadata: encodeCompositeMetadata([[WellKnownMimeType.MESSAGE_RSOCKET_AUTHENTICATION, bearer]]),
    data: undefined,
    resumeToken: undefined,
  }
}

function route(name: string): Buffer {
  return encodeCompositeMetadata([[WellKnownMimeType.MESSAGE_RSOCKET_ROUTING, encodeRoute(name)]])
}
