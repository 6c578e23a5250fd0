import { Flags, type Frame, FrameTypes, serializeFrame } from 'rsocket-core'
import {
  encodeBearerAuthMetadata,
  encodeCompositeMetadata,
  encodeRoute,
  WellKnownMimeType,
} from 'rsocket-composite-metadata'
import { ArrivedEvent } from '../messages/received-event.ts'
import { Cursor } from '../messages/byte-scanner.ts'
import type { Dialect, DialectEvents } from './protocol.ts'
import { valueOf } from './json.ts'

/** What is said to the server; KEEP_ALIVE_MS is what is kept. */
const KEEP_ALIVE_SAID_MS = 30_000
const LIFETIME_MS = 90_000
/** As the clients of rsocket-js ask for when they have no mind to count. */
const UNLIMITED = 0x7fffffff
/** A frame's stream id, type and flags; of an ERROR the code follows. */
const HEADER_BYTES = 6
const TYPE_BITS = 10
const ERROR_TEXT_AT = HEADER_BYTES + 4
const NO_CODE = 1005
/** The first request asks whether SETUP was accepted, which is not answered itself. */
const GREETING = 0

const sendRoute = route('chat.send')
const pingRoute = route('chat.ping')
const joinRoute = route('join')

/** RSocket 1.0 with composite metadata. */
export function rsocketDialect(events: DialectEvents): Dialect {
  const cursor = new Cursor()
  const event = new ArrivedEvent()
  /** By request. */
  const streams = new Map<number, number>()
  return {
    greet: (token) => [serializeFrame(setup(token)), request(GREETING, pingRoute)],
    take(bytes, from, to) {
      const typeAndFlags = bytes.readUInt16BE(from + 4)
      const type: FrameTypes = typeAndFlags >>> TYPE_BITS
      if (type === FrameTypes.PAYLOAD) {
        if ((typeAndFlags & Flags.COMPLETE) === 0) {
          return events.onEvent(event.read(bytes, from + HEADER_BYTES, to))
        }
        return answered(bytes, from)
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

  function answered(bytes: Buffer, from: number): void {
    const id = requestOf(bytes, from)
    if (id === GREETING) return events.onWelcome()
    events.onAnswer({ id, ok: true, value: valueOf(cursor.set(bytes, from + HEADER_BYTES)) })
  }

  function failed(id: number, json: string): void {
    const { code, closeCode = NO_CODE } = JSON.parse(json) as { code: string; closeCode?: number }
    const roomId = streams.get(id)
    if (id < 0 || id === GREETING) events.onFarewell(closeCode, code)
    else if (roomId === undefined) events.onAnswer({ id, ok: false, code })
    else events.onEnded(roomId, code)
  }
}

/** The streams of a client are odd: request 0 is stream 1. */
function streamOf(id: number): number {
  return 2 * id + 1
}

/** Of the connection itself, which is stream 0, it is below 0. */
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
    keepAlive: KEEP_ALIVE_SAID_MS,
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
