import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'
import type { ArrivedEvent } from '../messages/received-event.ts'
import { Connection, Refused } from '../connection/connection.ts'
import { noCounts } from '../statistics/counts.ts'
import type { Answer } from '../messages/connection-events.ts'
import { Latency } from '../statistics/latency.ts'
import { messageId, messageNumber } from '../messages/message-id.ts'
import { OrderCheck } from '../messages/order-check.ts'
import { beginEach } from './start-at-rate.ts'
import type { Pair, PairsPlan, PairsResult } from './pairs-plan.ts'
import { openRoom } from './open-room.ts'
import { count } from '../statistics/tally.ts'
import { transports } from '../connection/transport.ts'

const POLL_MS = 10
const SETTLE_MS = 250

/** One of a pair. */
interface Talker {
  /** Among all members of the run. */
  number: number
  roomId: number
  connection: Connection
  check: OrderCheck
  /** Of a talker whose own first message has not come yet: when all began. */
  beganAt: number | undefined
  /** Messages that are not answered, by request. */
  unanswered: Map<number, number>
  timer: NodeJS.Timeout | undefined
}

/** Pairs of members who open a room, meet in it and send each other a message now and then. */
export class Pairs {
  readonly counts = noCounts()
  readonly #plan: PairsPlan
  readonly #talkers: Talker[] = []
  readonly #connections: Connection[] = []
  /** When each message was meant to be sent. */
  readonly #intended = new Map<number, number>()
  readonly #result: Omit<
    PairsResult,
    'unanswered' | 'opening' | 'connecting' | 'firstMessage' | 'delivery' | 'ack'
  > = {
    ready: 0,
    failed: {},
    refused: {},
    closed: {},
    received: 0,
    lost: 0,
    doubled: 0,
    outOfOrder: 0,
    unstored: 0,
    stored: { roomIds: [], seqs: [], numbers: [] },
  }
  readonly #opening = new Latency()
  readonly #connecting = new Latency()
  readonly #firstMessage = new Latency()
  readonly #delivery = new Latency()
  readonly #ack = new Latency()
  #measureFrom = Infinity
  #lastArrival = 0
  #isOver = false

  constructor(plan: PairsPlan) {
    this.#plan = plan
  }

  /** Resolves when every pair has met, or failed. Those who have met talk at once. */
  async arrive(startAt: number): Promise<void> {
    await delay(Math.max(0, startAt - monotonic()))
    const meeting: Promise<void>[] = []
    const pairs = this.#plan.pairs.map((pair, index) => ({ pair, number: this.#plan.first + index }))
    await beginEach(pairs, this.#plan.perSecond, ({ pair, number }) => meeting.push(this.#meet(pair, number)))
    await Promise.all(meeting)
  }

  /** Waits of messages from now on count. */
  async talk(forMs: number): Promise<void> {
    this.#measureFrom = monotonic()
    await delay(forMs)
  }

  /** Sends no more; resolves when all is answered and delivered, or patience has run out. */
  async drain(): Promise<void> {
    this.#isOver = true
    for (const { timer } of this.#talkers) clearTimeout(timer)
    this.#lastArrival = monotonic()
    const isComplete = () =>
      this.#talkers.every(({ unanswered }) => unanswered.size === 0) &&
      this.counts.delivered >= 2 * this.counts.acked
    while (!isComplete() && monotonic() < this.#lastArrival + this.#plan.patienceMs) await delay(POLL_MS)
    await delay(SETTLE_MS)
  }

  /** `lastSeqs` are the ends of the rooms' logs. */
  async finish(lastSeqs: ReadonlyMap<number, number>): Promise<PairsResult> {
    for (const { check, roomId } of this.#talkers) {
      const last = lastSeqs.get(roomId)!
      this.#result.lost += check.lost(last)
      this.#result.unstored += check.unstored(last)
      this.#result.received += check.received - check.doubled
      this.#result.doubled += check.doubled
      this.#result.outOfOrder += check.outOfOrder
    }
    return {
      ...this.#result,
      unanswered: this.#talkers.reduce((sum, { unanswered }) => sum + unanswered.size, 0),
      opening: this.#opening.encode(),
      connecting: this.#connecting.encode(),
      firstMessage: this.#firstMessage.encode(),
      delivery: this.#delivery.encode(),
      ack: this.#ack.encode(),
    }
  }

  close(): void {
    for (const { timer } of this.#talkers) clearTimeout(timer)
    for (const connection of this.#connections) connection.close()
  }

  async #meet(pair: Pair, number: number): Promise<void> {
    const beganAt = monotonic()
    try {
      const url = this.#plan.nodes[pair.nodes[0]]!.url
      const roomId = await openRoom(url, pair)
      this.#opening.record(monotonic() - beganAt)
      const talkers = await Promise.all(
        pair.tokens.map((token, which) =>
          this.#enter({ token, roomId, node: pair.nodes[which]!, number: 2 * number + which, beganAt }),
        ),
      )
      for (const talker of talkers) this.#begin(talker)
    } catch (error) {
      count(this.#result.failed, error instanceof Refused ? error.message : String(error))
    }
  }

  async #enter(member: {
    token: string
    roomId: number
    node: number
    number: number
    beganAt: number
  }): Promise<Talker> {
    const { transport, nodes, from } = this.#plan
    const { token, roomId, node, number, beganAt } = member
    // What was said before one is there, such as that somebody joined, does not count.
    const checks: OrderCheck[] = []
    const connection = await Connection.open(
      { transport: transports[transport], address: nodes[node]!, token, from },
      {
        onSubscribed: (_roomId, position) => checks.push(new OrderCheck(position)),
        onEvent: (event) => this.#receive(talker, event),
        onAnswer: (answer) => this.#answered(talker, answer),
        onEnded: (_roomId, code) => count(this.#result.closed, code),
        onClosed: (code) => count(this.#result.closed, String(code)),
      },
    )
    this.#connections.push(connection)
    this.#connecting.record(connection.openedAt - connection.askedAt)
    const talker: Talker = {
      number,
      roomId,
      connection,
      get check() {
        return checks[0]!
      },
      beganAt,
      unanswered: new Map(),
      timer: undefined,
    }
    await connection.subscribe(roomId)
    return talker
  }

  /** The first message at once, then one every so often after the moment of the first, however late one leaves. */
  #begin(talker: Talker): void {
    this.#talkers.push(talker)
    this.#result.ready++
    const firstAt = monotonic()
    const { everyMs } = this.#plan
    const next = (n: number) => {
      if (this.#isOver) return
      this.#send(talker, { n, intended: firstAt + n * everyMs })
      talker.timer = setTimeout(() => next(n + 1), Math.max(0, firstAt + (n + 1) * everyMs - monotonic()))
    }
    next(0)
  }

  #send(talker: Talker, { n, intended }: { n: number; intended: number }): void {
    const { run, all, size } = this.#plan
    const number = n * 2 * all + talker.number
    this.#intended.set(number, intended)
    this.counts.offered++
    if (!talker.connection.isOpen) return
    this.counts.sent++
    const id = talker.connection.send({
      roomId: talker.roomId,
      clientMessageId: messageId(run, number),
      text: 'x'.repeat(size),
    })
    talker.unanswered.set(id, number)
  }

  #answered(talker: Talker, answer: Answer): void {
    const now = monotonic()
    this.#lastArrival = now
    if (!answer.ok) count(this.#result.refused, answer.code)
    const number = talker.unanswered.get(answer.id)
    if (number === undefined) return
    talker.unanswered.delete(answer.id)
    if (!answer.ok) return
    this.counts.acked++
    const { stored } = this.#result
    stored.roomIds.push(talker.roomId)
    stored.seqs.push(answer.value)
    stored.numbers.push(number)
    const intended = this.#intended.get(number)!
    if (intended >= this.#measureFrom) this.#ack.record(now - intended)
  }

  #receive(talker: Talker, event: ArrivedEvent): void {
    const now = monotonic()
    this.#lastArrival = now
    talker.check.take(event.seq)
    const id = event.clientMessageId()
    if (id === undefined) return
    this.counts.delivered++
    const number = messageNumber(id)
    const intended = this.#intended.get(number)
    if (intended !== undefined && intended >= this.#measureFrom) this.#delivery.record(now - intended)
    if (talker.beganAt !== undefined && number === talker.number) {
      this.#firstMessage.record(now - talker.beganAt)
      talker.beganAt = undefined
    }
  }
}
