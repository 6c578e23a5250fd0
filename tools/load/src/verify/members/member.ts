import { setTimeout as pause } from 'node:timers/promises'
import { randomOf, type Random } from '@munova/tool-seed'
import { Connection, Refused } from '../../clients/connection/connection.ts'
import { type NodeAddress, type TransportName, transports } from '../../clients/connection/transport.ts'
import { monotonic } from '../../runtime/clock.ts'
import type { Person } from '../../fixtures/members.ts'
import type { ChatProcess } from '../system/chat-process.ts'
import { Outbox } from './outbox.ts'
import { Reader } from './reader.ts'
import type { Journal } from '../history/recorder.ts'
import type { Relay } from '../system/tcp-proxy.ts'

const OPEN_TIMEOUT_MS = 5_000
/** Between attempts; up to twice as much. */
const PAUSE_MS = 100
/** The server answers every message within 10 s: whoever gets no answer for much longer gives the connection up. */
const PATIENCE_MS = 25_000
const WATCH_MS = 1_000
/** Of WebSocket: the connection broke, without a close frame. */
const BROKEN = 1006
/** WebSocket's own codes by which a server tells a client that it broke the protocol. */
const MALFORMED = [1002, 1003, 1007, 1008, 1009]
/** From here on: do not come back. */
const FOR_GOOD = 4_500

/** What a member needs of a run. */
export interface Surroundings {
  journal: Journal
  nodes: readonly Pick<ChatProcess, 'address' | 'lastFault'>[]
  transports: readonly TransportName[]
  seed: number
  /** Eight hexadecimal digits of this run alone. */
  run: string
}

/**
 * A member who is always connected to some node by some transport, reads all their rooms and writes into them; after
 * whatever happens they come back elsewhere and go on where they were. They follow the three rules of
 * docs/protocol.md and write down what they see.
 */
export class Member {
  readonly person: Person
  readonly relay: Relay | undefined
  readonly reader: Reader
  readonly #strangeRooms: readonly number[]
  readonly #around: Surroundings
  readonly #random: Random
  readonly #outbox: Outbox
  #connection: { connection: Connection; number: number } | undefined
  #gone = Promise.withResolvers<void>()
  #last: { node: number; transport: TransportName } | undefined
  #isStalled = false
  #isStopped = false

  constructor(
    person: Person,
    options: {
      rooms: readonly number[]
      strangeRooms: readonly number[]
      relay: Relay | undefined
      around: Surroundings
    },
  ) {
    const { rooms, strangeRooms, relay, around } = options
    const { memberId } = person
    this.person = person
    this.relay = relay
    this.#strangeRooms = strangeRooms
    this.#around = around
    this.#random = randomOf(around.seed, `member ${memberId}`)
    this.reader = new Reader(around.journal, { memberId, rooms })
    this.#outbox = new Outbox({ ...around, memberId, rooms, reader: this.reader })
  }

  /** Whether all that was sent is answered. */
  get isAnswered(): boolean {
    return this.#outbox.isEmpty
  }

  /** Comes back whenever the connection ends, until `stop`. */
  async live(): Promise<void> {
    const watch = setInterval(() => this.#giveUp(), WATCH_MS)
    while (!this.#isStopped) {
      if (await this.#connect()) await this.#gone.promise
      else await pause(PAUSE_MS + this.#random.int(0, PAUSE_MS))
    }
    clearInterval(watch)
  }

  stop(): void {
    this.#isStopped = true
    this.leave('the end')
  }

  /** Writes nothing new. */
  finish(): void {
    this.#outbox.finish()
  }

  /** Drops the connection without a word. */
  leave(why: string): void {
    this.#connection?.connection.close()
    this.#left(why)
  }

  /** Stops reading, until `resume`. */
  stall(): void {
    this.#isStalled = true
    this.#connection?.connection.pause()
  }

  resume(): void {
    this.#isStalled = false
    this.#connection?.connection.resume()
  }

  /** Whether it came to a connection; it may be gone again already. */
  async #connect(): Promise<boolean> {
    const up = this.#around.nodes.flatMap(({ address }, node) => (address ? [{ node, address }] : []))
    if (up.length === 0) return false
    const { node, address } = this.#elsewhere(up, (each) => each.node === this.#last?.node)
    const transport = this.#elsewhere(this.#around.transports, (each) => each === this.#last?.transport)
    this.#last = { node, transport }
    try {
      await this.#open(node, { transport, address })
    } catch (error) {
      if (error instanceof Refused) return false
      throw error
    }
    if (this.#isStopped) this.leave('the end')
    return true
  }

  async #open(node: number, way: { transport: TransportName; address: NodeAddress }): Promise<void> {
    const transport = transports[way.transport]
    let number = -1
    /** The connection may end before it is known to have begun. */
    let endedWith: number | undefined
    const connection = await Connection.open(
      {
        transport,
        address: this.relay ? through(this.relay, transport.port(way.address)) : way.address,
        token: this.person.token,
        timeoutMs: OPEN_TIMEOUT_MS,
      },
      {
        onSubscribed: (roomId, position) => this.reader.subscribed(number, roomId, position),
        onEvent: (event) => this.reader.take(event),
        onAnswer: (answer) => this.#outbox.take(answer),
        onEnded: (roomId, code) => void this.reader.ended(roomId, code),
        onClosed: (code) => {
          endedWith = code
          if (number !== -1) this.#closed(node, code)
        },
      },
    )
    const { memberId } = this.person
    number = this.#around.journal.opened({ memberId, node, transport: way.transport })
    this.#connection = { connection, number }
    this.#gone = Promise.withResolvers<void>()
    if (!connection.isOpen) return this.#closed(node, endedWith ?? BROKEN)
    this.reader.use(connection)
    if (this.#strangeRooms.length > 0) void this.reader.trespass(this.#random.pick(this.#strangeRooms))
    this.#outbox.use(connection, number)
  }

  #closed(node: number, code: number): void {
    if (code >= FOR_GOOD || MALFORMED.includes(code)) {
      this.#around.journal.problem(`a connection of member ${this.person.memberId} was closed with ${code}`)
    }
    const { address, lastFault } = this.#around.nodes[node]!
    this.#left(address === undefined && lastFault ? lastFault : `closed with ${code}`)
  }

  #left(why: string): void {
    if (!this.#connection) return
    this.#around.journal.closed(this.#connection.number, why)
    this.#connection = undefined
    this.reader.drop()
    this.#outbox.drop()
    this.#gone.resolve()
  }

  #giveUp(): void {
    const since = this.#outbox.waitsSince
    if (since !== undefined && !this.#isStalled && monotonic() - since > PATIENCE_MS) this.leave('no answer')
  }

  /** Another one than the last, if there is one. */
  #elsewhere<Item>(items: readonly Item[], isLast: (item: Item) => boolean): Item {
    const others = items.filter((item) => !isLast(item))
    return this.#random.pick(others.length > 0 ? others : items)
  }
}

function through(relay: Relay, port: number): NodeAddress {
  relay.target = port
  return { url: `http://127.0.0.1:${relay.port}`, rsocketPort: relay.port }
}
