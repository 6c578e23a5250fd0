import { setTimeout as pause } from 'node:timers/promises'
import { chatErrors } from '@munova/chat-contract'
import { randomOf, type Random } from '@munova/tool-seed'
import { Connection, RequestRejected } from '../../clients/connection/connection.ts'
import { type NodeAddress, type TransportName, transports } from '../../clients/connection/transport.ts'
import { monotonic } from '../../runtime/clock.ts'
import type { TestMember } from '../../fixtures/members.ts'
import type { ChatProcess } from '../system/chat-process.ts'
import { MessageSender } from './message-sender.ts'
import { isTemporary, RoomReader } from './reader.ts'
import type { Recorder } from '../history/recorder.ts'
import type { TcpProxy } from '../system/tcp-proxy.ts'

const OPEN_TIMEOUT_MS = 5_000
/** Minimum pause between attempts to connect; the maximum is twice as much. */
const RETRY_PAUSE_MS = 100
/** The server responds to every message within 10 s; without a response for this long the connection is given up. */
const RESPONSE_TIMEOUT_MS = 25_000
const WATCHDOG_MS = 1_000
/** WebSocket close code of a connection that broke without a close frame. */
const BROKEN = 1006
/** WebSocket close codes of protocol violations by the client. */
const MALFORMED = [1002, 1003, 1007, 1008, 1009]
/** From this close code on a client must not reconnect. */
const FIRST_FINAL_CODE = 4_500

/** What the faults and the run need of a member. */
export interface Member {
  readonly person: TestMember
  readonly reader: Pick<RoomReader, 'rooms' | 'rejoined' | 'probeForbiddenRoom'>
  readonly isAnswered: boolean
  run(): Promise<void>
  stop(): void
  finishSending(): void
  disconnect(reason: string): void
  /** Its network holds back everything until `heal`, without closing a connection. */
  partition(): void
  heal(): void
  pauseReading(): void
  resumeReading(): void
}

/** What the members of a run share. */
export interface MemberContext {
  recorder: Recorder
  nodes: readonly Pick<ChatProcess, 'address' | 'lastFault'>[]
  transports: readonly TransportName[]
  seed: number
  /** Eight hexadecimal digits, unique to the run. */
  run: string
}

/**
 * A member who stays connected to some node by some transport, reads all its rooms and writes into them. After any failure
 * it reconnects to another node and resumes. It follows the three rules of docs/protocol.md and records what it
 * receives.
 */
export class SimulatedMember implements Member {
  readonly person: TestMember
  readonly proxy: TcpProxy | undefined
  readonly reader: RoomReader
  readonly #otherRooms: readonly number[]
  readonly #context: MemberContext
  readonly #random: Random
  readonly #sender: MessageSender
  #connection: { connection: Connection; number: number } | undefined
  #disconnected = Promise.withResolvers<void>()
  #last: { node: number; transport: TransportName } | undefined
  #isReadingPaused = false
  #isStopped = false

  constructor(
    person: TestMember,
    options: {
      rooms: readonly number[]
      otherRooms: readonly number[]
      proxy: TcpProxy | undefined
      context: MemberContext
    },
  ) {
    const { rooms, otherRooms, proxy, context } = options
    const { memberId } = person
    this.person = person
    this.proxy = proxy
    this.#otherRooms = otherRooms
    this.#context = context
    this.#random = randomOf(context.seed, `member ${memberId}`)
    this.reader = new RoomReader(context.recorder, { memberId, rooms })
    this.#sender = new MessageSender({ ...context, memberId, rooms, reader: this.reader })
  }

  /** Whether every message has a final result. */
  get isAnswered(): boolean {
    return this.#sender.isEmpty
  }

  /** Stays connected until `stop`. */
  async run(): Promise<void> {
    const watchdog = setInterval(() => this.#checkResponses(), WATCHDOG_MS)
    while (!this.#isStopped) {
      if (await this.#connect()) await this.#disconnected.promise
      else await pause(RETRY_PAUSE_MS + this.#random.int(0, RETRY_PAUSE_MS))
    }
    clearInterval(watchdog)
  }

  stop(): void {
    this.#isStopped = true
    this.disconnect('the end')
  }

  /** Sends no new messages. */
  finishSending(): void {
    this.#sender.finish()
  }

  /** Destroys the connection without closing it. */
  disconnect(reason: string): void {
    this.#connection?.connection.close()
    this.#afterDisconnect(reason)
  }

  partition(): void {
    this.proxy?.partition()
  }

  heal(): void {
    this.proxy?.heal()
  }

  /** Stops reading until `resumeReading`. */
  pauseReading(): void {
    this.#isReadingPaused = true
    this.#connection?.connection.pause()
  }

  resumeReading(): void {
    this.#isReadingPaused = false
    this.#connection?.connection.resume()
  }

  /** Whether a connection was established; it may be lost again already. */
  async #connect(): Promise<boolean> {
    const up = this.#context.nodes.flatMap(({ address }, node) => (address ? [{ node, address }] : []))
    if (up.length === 0) return false
    const { node, address } = this.#pickOther(up, (each) => each.node === this.#last?.node)
    const transport = this.#pickOther(this.#context.transports, (each) => each === this.#last?.transport)
    this.#last = { node, transport }
    try {
      await this.#open(node, { transport, address })
    } catch (error) {
      if (!(error instanceof RequestRejected)) throw error
      if (isFinalRejection(error.message)) this.#closedForGood(`sign-in: ${error.message}`)
      return false
    }
    if (this.#isStopped) this.disconnect('the end')
    return true
  }

  async #open(node: number, target: { transport: TransportName; address: NodeAddress }): Promise<void> {
    const transport = transports[target.transport]
    let number = -1
    /** The connection may close before it is recorded as opened. */
    let closeCode: number | undefined
    const connection = await Connection.open(
      {
        transport,
        address: this.proxy ? viaProxy(this.proxy, transport.port(target.address)) : target.address,
        token: this.person.token,
        timeoutMs: OPEN_TIMEOUT_MS,
      },
      {
        onSubscribed: (roomId, position) => this.reader.onSubscribed(number, roomId, position),
        onEvent: (event) => this.reader.onEvent(event),
        onResult: (result) => this.#sender.onResult(result),
        onSubscriptionEnded: (roomId, code) => void this.reader.onSubscriptionEnded(roomId, code),
        onClosed: (code) => {
          closeCode = code
          if (number !== -1) this.#closed(node, code)
        },
      },
    )
    const { memberId } = this.person
    number = this.#context.recorder.opened({ memberId, node, transport: target.transport })
    this.#connection = { connection, number }
    this.#disconnected = Promise.withResolvers<void>()
    if (!connection.isOpen) return this.#closed(node, closeCode ?? BROKEN)
    this.reader.attach(connection)
    if (this.#otherRooms.length > 0) void this.reader.probeForbiddenRoom(this.#random.pick(this.#otherRooms))
    this.#sender.attach(connection, number)
  }

  #closed(node: number, code: number): void {
    if (code >= FIRST_FINAL_CODE || MALFORMED.includes(code)) {
      this.#closedForGood(`closed with ${code}`)
    }
    const { address, lastFault } = this.#context.nodes[node]!
    this.#afterDisconnect(address === undefined && lastFault ? lastFault : `closed with ${code}`)
  }

  #closedForGood(reason: string): void {
    const { recorder } = this.#context
    recorder.closedForGood++
    recorder.problem(`member ${this.person.memberId} was turned away for good: ${reason}`)
  }

  #afterDisconnect(reason: string): void {
    if (!this.#connection) return
    this.#context.recorder.closed(this.#connection.number, reason)
    this.#connection = undefined
    this.reader.detach()
    this.#sender.detach()
    this.#disconnected.resolve()
  }

  #checkResponses(): void {
    const since = this.#sender.waitingSince
    if (since !== undefined && !this.#isReadingPaused && monotonic() - since > RESPONSE_TIMEOUT_MS)
      this.disconnect('no response')
  }

  /** A random item other than the last one, if there is one. */
  #pickOther<Item>(items: readonly Item[], isLast: (item: Item) => boolean): Item {
    const others = items.filter((item) => !isLast(item))
    return this.#random.pick(others.length > 0 ? others : items)
  }
}

/** Whether a sign-in was rejected so that a client must not try again: an error code, a status or a close code. */
function isFinalRejection(reason: string): boolean {
  if (Object.hasOwn(chatErrors, reason)) return !isTemporary(reason) && reason !== 'TOKEN_EXPIRED'
  return /^the handshake got HTTP\S+ 4(?!29)|^closed with 4[5-9]\d\d/.test(reason)
}

function viaProxy(proxy: TcpProxy, port: number): NodeAddress {
  proxy.target = port
  return { url: `http://127.0.0.1:${proxy.port}`, rsocketPort: proxy.port }
}
