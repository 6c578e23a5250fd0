import { decodeAuthMetadata, decodeCompositeMetadata, WellKnownMimeType } from 'rsocket-composite-metadata'
import {
  type OnNextSubscriber,
  type Payload,
  type RSocket,
  RSocketServer,
  type SetupPayload,
} from 'rsocket-core'
import { TcpServerTransport } from 'rsocket-tcp-server'
import { readEnvironment, reportListening } from './environment.ts'
import { GuardedServer } from './guarded-server.ts'

/*
 * An RSocket server as in the examples of the library: rsocket-tcp-server of rsocket-js, an INSERT per message, `onNext` to
 * each member. It has the routes of the chat server that the load needs.
 */

interface Input {
  roomId: number
  clientMessageId: string
  content: { text: string }
}
type Responder = Parameters<RSocket['requestResponse']>[1]

const { port, rooms, verifier } = readEnvironment()
const subscribers = new Map<number, Set<OnNextSubscriber>>()
const ROUTING = WellKnownMimeType.MESSAGE_RSOCKET_ROUTING.toString()
const AUTHENTICATION = WellKnownMimeType.MESSAGE_RSOCKET_AUTHENTICATION.toString()
const STREAM = 'chat.stream.'

const server = new RSocketServer({
  transport: new TcpServerTransport({
    listenOptions: { host: '127.0.0.1', port, backlog: 4_096 },
    serverOptions: { noDelay: true },
    socketCreator: (options) => new GuardedServer(options),
  }),
  acceptor: { accept },
})
await server.bind()
reportListening()

async function accept({ metadata }: SetupPayload): Promise<Partial<RSocket>> {
  const token = metadata && decodeAuthMetadata(entryOf(metadata, AUTHENTICATION)).payload.toString()
  const { memberId } = await verifier.verify(token ?? '')
  const joined = new Set<number>()
  return {
    requestResponse(payload, subscriber) {
      respond(payload, subscriber).catch((error: Error) => subscriber.onError(error))
      return { cancel() {}, onExtension() {} }
    },
    requestStream(payload, _requestN, subscriber) {
      const roomId = Number(routeOf(payload).slice(STREAM.length))
      const room = subscribers.get(roomId) ?? new Set()
      if (joined.has(roomId)) subscribers.set(roomId, room.add(subscriber))
      else subscriber.onError(new Error('{"code":"NOT_A_MEMBER"}'))
      return { request() {}, cancel: () => void room.delete(subscriber), onExtension() {} }
    },
  }

  async function respond(payload: Payload, subscriber: Responder): Promise<void> {
    const route = routeOf(payload)
    const reply = (json: object) => subscriber.onNext({ data: Buffer.from(JSON.stringify(json)) }, true)
    if (route === 'chat.ping') return reply({})
    const input = JSON.parse(payload.data!.toString()) as Input
    const { roomId, clientMessageId } = input
    if (!joined.has(roomId) && !(await rooms.isMember(roomId, memberId))) {
      throw new Error('{"code":"NOT_A_MEMBER"}')
    }
    joined.add(roomId)
    if (route === 'join') return reply({ roomId, position: rooms.lastSeq(roomId) })
    const message = { roomId, senderId: memberId, clientMessageId, text: input.content.text }
    const { seq } = await rooms.store(message, ({ event }) => {
      const data = Buffer.from(JSON.stringify(event))
      for (const each of subscribers.get(roomId) ?? []) each.onNext({ data }, false)
    })
    reply({ roomId, seq })
  }
}

function routeOf({ metadata }: Payload): string {
  const tags = entryOf(metadata!, ROUTING)
  return tags.toString('utf8', 1, 1 + tags[0]!)
}

function entryOf(metadata: Buffer, mimeType: string): Buffer {
  for (const entry of decodeCompositeMetadata(metadata)) {
    if (entry.mimeType === mimeType) return entry.content
  }
  throw new Error(`no ${mimeType} in the metadata`)
}
