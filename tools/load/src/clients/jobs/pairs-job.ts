import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '../../runtime/clock.ts'
import type { ReceivedEvent } from '../messages/received-event.ts'
import { Connection, RequestRejected } from '../connection/connection.ts'
import { noCounts } from '../statistics/counts.ts'
import type { OperationResult } from '../messages/connection-events.ts'
import { Latency } from '../statistics/latency.ts'
import { messageId, messageNumber } from '../messages/message-id.ts'
import { OrderCheck } from '../messages/order-check.ts'
import { startAtRate } from './start-at-rate.ts'
import type { Pair, PairsPlan, PairsResult } from './pairs-plan.ts'
import { openRoom } from './open-room.ts'
import { count } from '../statistics/tally.ts'
import { transports } from '../connection/transport.ts'

const POLL_MS = 10
const SETTLE_MS = 250

/** One member of a pair. */
interface Participant {
  /** Among all members of the run. */
  number: number
  roomId: number
  connection: Connection
  check: OrderCheck
  /** When the pair started; undefined once the participant has received its own first message. */
  startedAt: number | undefined
  /** Unanswered messages by request id. */
  unanswered: Map<number, number>
  timer: NodeJS.Timeout | undefined
}

/** Pairs of members who open a room and send each other a message at a fixed interval. */
export class PairsJob {
  readonly counts = noCounts()
  readonly #plan: PairsPlan
  readonly #participants: Participant[] = []
  readonly #connections: Connection[] = []
  /** When each message was due, by message number. */
  readonly #intended = new Map<number, number>()
  readonly #result: Omit<
    PairsResult,
    'unanswered' | 'opening' | 'connecting' | 'firstMessage' | 'delivery' | 'ack' | 'lag' | 'cores'
  > = {
    ready: 0,
    failed: {},
    rejected: {},
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
  readonly #lag = new Latency()
  #cores = 0
  #measureFrom = Infinity
  #lastReceivedAt = 0
  #isOver = false

  constructor(plan: PairsPlan) {
    this.#plan = plan
  }

  /** Resolves when every pair is connected or has failed. A connected pair starts to send at once. */
  async arrive(startAt: number): Promise<void> {
    await delay(Math.max(0, startAt - monotonic()))
    const starting: Promise<void>[] = []
    const pairs = this.#plan.pairs.map((pair, index) => ({ pair, number: this.#plan.first + index }))
    await startAtRate(pairs, this.#plan.perSecond, ({ pair, number }) =>
      starting.push(this.#startPair(pair, number)),
    )
    await Promise.all(starting)
  }

  /** Starts the measured time and resolves at its end. */
  async talk(forMs: number): Promise<void> {
    this.#measureFrom = monotonic()
    const cpu = process.cpuUsage()
    await delay(forMs)
    const { user, system } = process.cpuUsage(cpu)
    this.#cores = (user + system) / 1_000 / (monotonic() - this.#measureFrom)
  }

  /** Stops sending; resolves when everything is answered and delivered, or after `timeoutMs` without progress. */
  async drain(): Promise<void> {
    this.#isOver = true
    for (const { timer } of this.#participants) clearTimeout(timer)
    this.#lastReceivedAt = monotonic()
    const isComplete = () =>
      this.#participants.every(({ unanswered }) => unanswered.size === 0) &&
      this.counts.delivered >= 2 * this.counts.acked
    while (!isComplete() && monotonic() < this.#lastReceivedAt + this.#plan.timeoutMs) await delay(POLL_MS)
    await delay(SETTLE_MS)
  }

  /** `lastSeqs`: the last seq of each room's log. */
  async finish(lastSeqs: ReadonlyMap<number, number>): Promise<PairsResult> {
    for (const { check, roomId } of this.#participants) {
      const last = lastSeqs.get(roomId)!
      this.#result.lost += check.lost(last)
      this.#result.unstored += check.unstored(last)
      this.#result.received += check.received - check.doubled
      this.#result.doubled += check.doubled
      this.#result.outOfOrder += check.outOfOrder
    }
    return {
      ...this.#result,
      unanswered: this.#participants.reduce((sum, { unanswered }) => sum + unanswered.size, 0),
      opening: this.#opening.encode(),
      connecting: this.#connecting.encode(),
      firstMessage: this.#firstMessage.encode(),
      delivery: this.#delivery.encode(),
      ack: this.#ack.encode(),
      lag: this.#lag.encode(),
      cores: this.#cores,
    }
  }

  close(): void {
    for (const { timer } of this.#participants) clearTimeout(timer)
    for (const connection of this.#connections) connection.close()
  }

  async #startPair(pair: Pair, number: number): Promise<void> {
    const startedAt = monotonic()
    try {
      const url = this.#plan.nodes[pair.nodes[0]]!.url
      const roomId = await openRoom(url, pair)
      this.#opening.record(monotonic() - startedAt)
      const participants = await Promise.all(
        pair.tokens.map((token, which) =>
          this.#connect({ token, roomId, node: pair.nodes[which]!, number: 2 * number + which, startedAt }),
        ),
      )
      const now = monotonic()
      for (const [which, participant] of participants.entries())
        this.#startSending(participant, now + which * this.#plan.staggerMs)
    } catch (error) {
      count(this.#result.failed, error instanceof RequestRejected ? error.message : String(error))
    }
  }

  async #connect(member: {
    token: string
    roomId: number
    node: number
    number: number
    startedAt: number
  }): Promise<Participant> {
    const { transport, nodes, from } = this.#plan
    const { token, roomId, node, number, startedAt } = member
    // Entries before the subscription, such as the other one's join, do not count.
    const checks: OrderCheck[] = []
    const connection = await Connection.open(
      { transport: transports[transport], address: nodes[node]!, token, from },
      {
        onSubscribed: (_roomId, position) => checks.push(new OrderCheck(position)),
        onEvent: (event) => this.#receive(participant, event),
        onResult: (result) => this.#onResult(participant, result),
        onSubscriptionEnded: (_roomId, code) => count(this.#result.closed, code),
        onClosed: (code) => count(this.#result.closed, String(code)),
      },
    )
    this.#connections.push(connection)
    this.#connecting.record(connection.signedInAt - connection.startedAt)
    const participant: Participant = {
      number,
      roomId,
      connection,
      get check() {
        return checks[0]!
      },
      startedAt,
      unanswered: new Map(),
      timer: undefined,
    }
    await connection.subscribe(roomId)
    return participant
  }

  /** Sends message n at n × `everyMs` after the first, however late the earlier ones were. */
  #startSending(participant: Participant, firstAt: number): void {
    this.#participants.push(participant)
    this.#result.ready++
    const schedule = (n: number) => {
      const intended = firstAt + n * this.#plan.everyMs
      const send = () => {
        if (this.#isOver) return
        this.#send(participant, { n, intended })
        schedule(n + 1)
      }
      participant.timer = setTimeout(send, Math.max(0, intended - monotonic()))
    }
    schedule(0)
  }

  #send(participant: Participant, { n, intended }: { n: number; intended: number }): void {
    const { run, all, size } = this.#plan
    const number = n * 2 * all + participant.number
    this.#intended.set(number, intended)
    this.counts.offered++
    if (!participant.connection.isOpen) return
    this.counts.sent++
    if (intended >= this.#measureFrom) this.#lag.record(monotonic() - intended)
    const id = participant.connection.send({
      roomId: participant.roomId,
      clientMessageId: messageId(run, number),
      text: 'x'.repeat(size),
    })
    participant.unanswered.set(id, number)
  }

  #onResult(participant: Participant, result: OperationResult): void {
    const now = monotonic()
    this.#lastReceivedAt = now
    if (!result.ok) count(this.#result.rejected, result.code)
    const number = participant.unanswered.get(result.id)
    if (number === undefined) return
    participant.unanswered.delete(result.id)
    if (!result.ok) return
    this.counts.acked++
    const { stored } = this.#result
    stored.roomIds.push(participant.roomId)
    stored.seqs.push(result.value)
    stored.numbers.push(number)
    const intended = this.#intended.get(number)!
    if (intended >= this.#measureFrom) this.#ack.record(now - intended)
  }

  #receive(participant: Participant, event: ReceivedEvent): void {
    const now = monotonic()
    this.#lastReceivedAt = now
    participant.check.observe(event.seq)
    const id = event.clientMessageId()
    if (id === undefined) return
    this.counts.delivered++
    const number = messageNumber(id)
    const intended = this.#intended.get(number)
    if (intended !== undefined && intended >= this.#measureFrom) this.#delivery.record(now - intended)
    if (participant.startedAt !== undefined && number === participant.number) {
      this.#firstMessage.record(now - participant.startedAt)
      participant.startedAt = undefined
    }
  }
}
