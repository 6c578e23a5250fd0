import { setTimeout as pause } from 'node:timers/promises'
import { chatErrors } from '@munova/chat-contract'
import type { ArrivedEvent } from '../clients/arrived-event.ts'
import { Connection, Refused } from '../clients/connection.ts'
import { type TransportName, transports } from '../clients/transport.ts'
import { monotonic } from '../clock.ts'
import type { Person } from '../people.ts'
import type { ChatProcess } from './chat-process.ts'
import { Dice } from './dice.ts'
import { Stream } from './history.ts'
import { Outbox } from './outbox.ts'
import type { Record } from './record.ts'
import type { Relay } from './relay.ts'

const OPEN_TIMEOUT_MS = 5_000
/** Between attempts; up to twice as much. */
const PAUSE_MS = 100
/** The server answers every message within 10 s: whoever gets no answer for much longer gives the connection up. */
const PATIENCE_MS = 25_000
const REFUSED_PAUSE_MS = 200

/** Where a member stands in one room. */
export interface Place {
  stream: Stream
  /** Up to where events were delivered. */
  seen: number
  /** Whether they may read and write now, as far as they know. */
  isIn: boolean
  /** Whether somebody has ever tried to remove them: from then on a refusal may be right. */
  wasRemoved: boolean
  /** How often they have been let in again, counted from the first attempt. */
  returns: number
}

/** What a member needs of a run. */
export interface Surroundings {
  record: Record
  nodes: readonly Pick<ChatProcess, 'address' | 'lastFault'>[]
  transports: readonly TransportName[]
  seed: number
  run: string
}

/**
 * A member who is always connected to some node by some transport, reads all their rooms and writes into them; after
 * whatever happens they come back elsewhere and go on where they were. They follow the three rules of
 * docs/protocol.md and write down what they see.
 */
export class Member {
  readonly person: Person
  readonly places: ReadonlyMap<number, Place>
  readonly relay: Relay | undefined
  readonly #around: Surroundings
  readonly #dice: Dice
  readonly #outbox: Outbox
  readonly #strangeRooms: readonly number[]
  /** Streams of rooms that are not theirs: there should be nothing in them. */
  readonly #strange = new Map<number, Stream>()
  #connection: Connection | undefined
  #number = -1
  /** Rooms that are subscribed, or about to be, on the connection. */
  #reading = new Set<number>()
  #gone = Promise.withResolvers<void>()
  #last: { node: number; transport: TransportName } | undefined
  #turn = 0
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
    this.person = person
    this.relay = options.relay
    this.#strangeRooms = options.strangeRooms
    this.#around = options.around
    const { record, seed, run } = options.around
    this.#dice = new Dice(seed, `member ${person.memberId}`)
    this.places = new Map(
      options.rooms.map((roomId) => {
        const stream = this.#newStream(roomId)
        return [roomId, { stream, seen: 0, isIn: true, wasRemoved: false, returns: 0 }]
      }),
    )
    const rooms = [...options.rooms]
    this.#outbox = new Outbox({
      record,
      memberId: person.memberId,
      run,
      nextRoom: () => rooms[this.#turn++ % rooms.length]!,
      mayBeRefused: (roomId) => this.#wasEverOut(roomId),
    })
  }

  /** Whether all that was sent is answered. */
  get isAnswered(): boolean {
    return this.#outbox.isEmpty
  }

  /** Comes back whenever the connection ends, until `stop`. */
  async live(): Promise<void> {
    const watch = setInterval(() => this.#giveUp(), 1_000)
    while (!this.#isStopped) {
      if (await this.#connect()) await this.#gone.promise
      else await pause(PAUSE_MS + this.#dice.between(0, PAUSE_MS))
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
    this.#connection?.close()
    this.#left(why)
  }

  /** Stops reading, until `resume`. */
  stall(): void {
    this.#isStalled = true
    this.#connection?.pause()
  }

  resume(): void {
    this.#isStalled = false
    this.#connection?.resume()
  }

  /** They are in the room again. */
  returned(roomId: number): void {
    this.places.get(roomId)!.isIn = true
    if (this.#number !== -1) void this.#read(this.#number, roomId)
  }

  /** Tries to read a room that is not theirs now. */
  async trespass(roomId: number): Promise<void> {
    const connection = this.#connection
    const returns = this.places.get(roomId)?.returns
    if (!connection || this.#reading.has(roomId)) return
    this.#reading.add(roomId)
    const refusal = await subscribe(connection, roomId, 0)
    if (this.#connection === connection) this.#reading.delete(roomId)
    if (refusal === undefined && this.places.get(roomId)?.returns === returns) {
      this.#around.record.problem(
        `member ${this.person.memberId} was let into room ${roomId}, which is not theirs`,
      )
    }
  }

  async #connect(): Promise<boolean> {
    const { nodes, record } = this.#around
    const up = nodes.flatMap(({ address }, node) => (address ? [{ node, address }] : []))
    if (up.length === 0) return false
    const { node, address } = this.#elsewhere(up, (each) => each.node === this.#last?.node)
    const transport = this.#elsewhere(this.#around.transports, (each) => each === this.#last?.transport)
    this.#last = { node, transport }
    let number = -1
    let ended = false
    try {
      const connection = await Connection.open(
        {
          transport: transports[transport],
          address: this.relay ? this.#through(this.relay, transports[transport].port(address)) : address,
          token: this.person.token,
          timeoutMs: OPEN_TIMEOUT_MS,
        },
        {
          onSubscribed: (roomId, position) => this.#subscribed(number, roomId, position),
          onEvent: (event) => this.#take(event),
          onAnswer: (answer) => this.#outbox.take(answer),
          onEnded: (roomId, code) => void this.#ended(number, roomId, code),
          onClosed: (code) => {
            ended = true
            if (number !== -1) this.#closed(number, code)
          },
        },
      )
      number = record.opened({ memberId: this.person.memberId, node, transport })
      this.#gone = Promise.withResolvers<void>()
      this.#connection = connection
      this.#number = number
      if (ended) this.#closed(number, 1006)
    } catch (error) {
      if (error instanceof Refused) return false
      throw error
    }
    if (this.#isStopped) this.leave('the end')
    this.#begin(number)
    return true
  }

  #begin(number: number): void {
    const connection = this.#connection
    if (!connection || this.#number !== number) return
    for (const roomId of this.places.keys()) void this.#read(number, roomId)
    if (this.#strangeRooms.length > 0) void this.trespass(this.#dice.of(this.#strangeRooms))
    this.#outbox.use(connection, number)
  }

  /** Subscribes from where they were, again and again where the refusal is temporary. */
  async #read(number: number, roomId: number): Promise<void> {
    const place = this.places.get(roomId)!
    while (this.#number === number && place.isIn && !this.#reading.has(roomId)) {
      this.#reading.add(roomId)
      const refusal = await subscribe(this.#connection!, roomId, place.seen)
      if (refusal === undefined || this.#number !== number) return
      this.#reading.delete(roomId)
      if (!this.#mayRefuse(roomId, refusal)) {
        return this.#around.record.problem(
          `member ${this.person.memberId} may not subscribe to room ${roomId}: ${refusal}`,
        )
      }
      await pause(REFUSED_PAUSE_MS)
    }
  }

  #mayRefuse(roomId: number, code: string): boolean {
    if (code === 'NOT_A_MEMBER') return this.#wasEverOut(roomId)
    return Object.hasOwn(chatErrors, code) && chatErrors[code as keyof typeof chatErrors].temporary
  }

  #subscribed(number: number, roomId: number, after: number): void {
    const place = this.places.get(roomId)
    const { segments, seqs } = place?.stream ?? this.#strangeStream(roomId)
    segments.push({ connection: number, after, at: seqs.length, membership: place?.returns ?? 0 })
  }

  #take(event: ArrivedEvent): void {
    const place = this.places.get(event.roomId)
    const stream = place?.stream ?? this.#strangeStream(event.roomId)
    stream.push(event.seq, event.checksum())
    this.#around.record.delivered++
    if (place && event.seq > place.seen) place.seen = event.seq
  }

  async #ended(number: number, roomId: number, code: string): Promise<void> {
    if (!this.#mayRefuse(roomId, code)) {
      this.#around.record.problem(`the server ended room ${roomId} for ${this.person.memberId}: ${code}`)
    }
    if (this.#number !== number) return
    this.#reading.delete(roomId)
    await pause(REFUSED_PAUSE_MS)
    await this.#read(number, roomId)
  }

  #closed(number: number, code: number): void {
    if (this.#number !== number) return
    const { node } = this.#around.record.connections[number]!
    const { lastFault, address } = this.#around.nodes[node]!
    if (code >= 4_500 || (code >= 1_002 && code <= 1_003) || (code >= 1_007 && code <= 1_009)) {
      this.#around.record.problem(`a connection of member ${this.person.memberId} was closed with ${code}`)
    }
    this.#left(address === undefined && lastFault ? lastFault : `closed with ${code}`)
  }

  #left(why: string): void {
    if (!this.#connection) return
    this.#around.record.closed(this.#number, why)
    this.#connection = undefined
    this.#number = -1
    this.#reading = new Set()
    this.#outbox.drop()
    this.#gone.resolve()
  }

  #giveUp(): void {
    const since = this.#outbox.waitsSince
    if (since !== undefined && !this.#isStalled && monotonic() - since > PATIENCE_MS) this.leave('no answer')
  }

  #wasEverOut(roomId: number): boolean {
    return this.places.get(roomId)?.wasRemoved ?? true
  }

  #through(relay: Relay, port: number) {
    relay.target = port
    return { url: `http://127.0.0.1:${relay.port}`, rsocketPort: relay.port }
  }

  /** Another one than the last, if there is one. */
  #elsewhere<Item>(items: readonly Item[], isLast: (item: Item) => boolean): Item {
    const others = items.filter((item) => !isLast(item))
    return this.#dice.of(others.length > 0 ? others : items)
  }

  #strangeStream(roomId: number): Stream {
    const known = this.#strange.get(roomId)
    if (known) return known
    const stream = this.#newStream(roomId)
    this.#strange.set(roomId, stream)
    return stream
  }

  #newStream(roomId: number): Stream {
    const stream = new Stream(this.person.memberId, roomId)
    this.#around.record.streams.push(stream)
    return stream
  }
}

/** Resolves when the server has agreed, or with the code of its refusal. */
async function subscribe(connection: Connection, roomId: number, after: number): Promise<string | undefined> {
  try {
    await connection.subscribe(roomId, after)
    return undefined
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.message
  }
}
