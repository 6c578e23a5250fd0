import { setTimeout as pause } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { ChatClient, ChatError, type Room } from '@munova/chat-client'
import type { RoomEntry } from '@munova/chat-contract'
import { messageId } from '../../clients/messages/message-id.ts'
import type { TestMember } from '../../fixtures/members.ts'
import { Stream } from '../history/history.ts'
import { textOf } from '../history/message-text.ts'
import type { Recorder } from '../history/recorder.ts'
import type { TcpProxy } from '../system/tcp-proxy.ts'
import type { Member, MemberContext } from './member.ts'
import type { RoomState } from './reader.ts'

/** The client itself sends the messages of a room one by one. */
const UNANSWERED_PER_ROOM = 2
const REJOIN_PAUSE_MS = 200
/** As short as those of the raw members, so that a run has many reconnects. */
const limits = { backoffBaseMs: 100, backoffCapMs: 2_000 }

/**
 * A member with the client library, which reconnects and resumes by itself. Its network is a proxy before each node. It is
 * told nothing of the faults, and must not end.
 */
export class SdkMember implements Member {
  readonly person: TestMember
  readonly rooms: ReadonlyMap<number, RoomState>
  readonly reader: Member['reader']
  readonly #proxies: readonly TcpProxy[]
  readonly #context: MemberContext
  readonly #client: ChatClient
  readonly #stopped = Promise.withResolvers<void>()
  /** Running writers of each room. */
  readonly #writers = new Map<number, number>()
  #number = -1
  #unanswered = 0
  #isFinishing = false
  #isStopped = false
  #isPartitioned = false
  #disconnectReason: string | undefined

  /** `proxies`: one for each node. */
  constructor(
    person: TestMember,
    options: { rooms: readonly number[]; proxies: readonly TcpProxy[]; context: MemberContext },
  ) {
    const { rooms, proxies, context } = options
    this.person = person
    this.#proxies = proxies
    this.#context = context
    this.rooms = new Map(rooms.map((roomId) => [roomId, newRoom(context.recorder, person.memberId, roomId)]))
    this.reader = {
      rooms: this.rooms,
      rejoined: (roomId) => {
        this.rooms.get(roomId)!.isMember = true
        void this.#join(roomId)
      },
      probeForbiddenRoom: () => Promise.resolve(),
    }
    this.#client = new ChatClient({
      url: proxies.map(({ port }) => `ws://127.0.0.1:${port}/ws`),
      // Called before each connect: a node that was restarted has another port.
      token: () => {
        for (const [node, { address }] of context.nodes.entries())
          if (address) proxies[node]!.target = Number(new URL(address.url).port)
        return Promise.resolve(person.token)
      },
      limits,
    })
    this.#client.onState((state) => {
      if (state.name === 'live') return this.#opened(state.url)
      this.#closed()
      if (state.name !== 'closed' || this.#isStopped) return
      context.recorder.closedForGood++
      context.recorder.problem(`the client of member ${person.memberId} ended: ${state.reason.code}`)
    })
  }

  get isAnswered(): boolean {
    return this.#unanswered === 0
  }

  async run(): Promise<void> {
    this.#client.connect()
    for (const roomId of this.rooms.keys()) void this.#join(roomId)
    await this.#stopped.promise
    await this.#client.close()
  }

  stop(): void {
    this.#isStopped = true
    this.#disconnectReason = 'the end'
    this.#stopped.resolve()
  }

  finishSending(): void {
    this.#isFinishing = true
  }

  /** Breaks the connection, unless the client itself has to find out that the network is away. */
  disconnect(reason: string): void {
    this.#disconnectReason = reason
    if (this.#isPartitioned) this.#client.wake()
    else for (const proxy of this.#proxies) proxy.breakConnections()
  }

  partition(): void {
    this.#isPartitioned = true
    for (const proxy of this.#proxies) proxy.partition()
  }

  heal(): void {
    this.#isPartitioned = false
    for (const proxy of this.#proxies) proxy.heal()
  }

  pauseReading(): void {
    for (const proxy of this.#proxies) proxy.partition()
  }

  resumeReading(): void {
    for (const proxy of this.#proxies) proxy.heal()
  }

  #opened(url: string): void {
    const { recorder } = this.#context
    const node = this.#proxies.findIndex(({ port }) => Number(new URL(url).port) === port)
    if (this.#number !== -1) recorder.reconnects++
    this.#number = recorder.opened({ memberId: this.person.memberId, node, transport: 'sdk' })
    for (const [roomId, { lastSeq }] of this.rooms) this.#resumed(roomId, lastSeq)
  }

  #closed(): void {
    if (this.#number === -1) return
    this.#context.recorder.closed(this.#number, this.#disconnectReason ?? 'found lost by the client')
    this.#disconnectReason = undefined
  }

  /** The stream of a room continues on the current connection. */
  #resumed(roomId: number, after: number): void {
    const { stream, rejoins } = this.rooms.get(roomId)!
    stream.segments.push({ connection: this.#number, after, at: stream.seqs.length, membership: rejoins })
  }

  async #join(roomId: number): Promise<void> {
    const room = this.rooms.get(roomId)!
    try {
      if (this.#number !== -1) this.#resumed(roomId, room.lastSeq)
      const joined = await this.#client.join(roomId, {
        after: room.lastSeq,
        onEvent: (event) => {
          room.stream.push(event.seq, crc32(bodyOf(event)))
          this.#context.recorder.delivered++
          if (event.seq > room.lastSeq) room.lastSeq = event.seq
        },
        onLost: ({ after, until }) => {
          room.stream.losses.push({ after, until, at: room.stream.seqs.length })
          room.lastSeq = after
        },
        onEnded: (error) => void this.#ended(roomId, error),
      })
      while ((this.#writers.get(roomId) ?? 0) < UNANSWERED_PER_ROOM) void this.#write(joined)
    } catch (error) {
      if (error instanceof ChatError) await this.#ended(roomId, error)
      else throw error
    }
  }

  async #ended(roomId: number, { code }: ChatError): Promise<void> {
    if (this.#isStopped || code === 'ALREADY_JOINED') return
    const room = this.rooms.get(roomId)!
    if (code !== 'NOT_A_MEMBER' || !room.wasRemoved) {
      this.#context.recorder.problem(
        `the client of member ${this.person.memberId} left room ${roomId}: ${code}`,
      )
      return
    }
    await pause(REJOIN_PAUSE_MS)
    if (room.isMember && !this.#isStopped) await this.#join(roomId)
  }

  /** Sends one message after the other into the room, until it is rejected. */
  async #write(room: Room): Promise<void> {
    const { recorder, run } = this.#context
    const { sent } = recorder
    this.#writers.set(room.id, (this.#writers.get(room.id) ?? 0) + 1)
    while (!this.#isFinishing && !this.#isStopped) {
      const text = textOf(sent.length)
      const message = sent.add({ roomId: room.id, senderId: this.person.memberId, text: crc32(text) })
      sent.recordAttempt(message, this.#number)
      this.#unanswered++
      try {
        const { seq } = await room.send({
          type: 'TEXT',
          content: { text },
          clientMessageId: messageId(run, message),
        })
        sent.recordAck(message, seq)
        recorder.countAck(this.#number)
      } catch (error) {
        if (!(error instanceof ChatError)) throw error
        // The client may have sent it more than once, and it may be stored.
        sent.recordAttempt(message, this.#number)
        sent.recordRejection(message)
        const isRemoved = error.code === 'NOT_A_MEMBER' && this.rooms.get(room.id)!.wasRemoved
        this.#writers.set(room.id, this.#writers.get(room.id)! - 1)
        if (!isRemoved) recorder.problem(`a message of the client was rejected: ${error.code}`)
        return
      } finally {
        this.#unanswered--
      }
    }
  }
}

/** The JSON of an event as it is on the wire. The client's parser orders fields by its schema; PostgreSQL writes the spaces. */
function bodyOf(received: RoomEntry): string {
  const { event, roomId, seq, senderId, senderName, content, sentAt, ...rest } = received
  const message = 'clientMessageId' in rest && { clientMessageId: rest.clientMessageId, type: rest.type }
  const before = JSON.stringify({ event, roomId, seq, senderId, senderName, ...message })
  const fields = Object.entries(content).map(([name, value]) => `"${name}" : ${JSON.stringify(value)}`)
  // The content of a join is the server's own, since it has a name.
  const isPlain = message || event === 'member.joined'
  const body = isPlain ? JSON.stringify(content) : `{${fields.join(', ')}}`
  return `${before.slice(0, -1)},"content":${body},"sentAt":${JSON.stringify(sentAt)}}`
}

function newRoom(recorder: Recorder, memberId: number, roomId: number): RoomState {
  const stream = new Stream(memberId, roomId)
  recorder.streams.push(stream)
  return { stream, lastSeq: 0, isMember: true, wasRemoved: false, rejoins: 0 }
}
