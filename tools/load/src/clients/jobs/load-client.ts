import { setTimeout as delay } from 'node:timers/promises'
import { backoff, clientLimits } from '@munova/chat-client'
import { chatErrors, mayReconnect } from '@munova/chat-contract'
import { monotonic } from '../../runtime/clock.ts'
import type { ArrivedEvent } from '../messages/received-event.ts'
import { Connection } from '../connection/connection.ts'
import type { Answer } from '../messages/connection-events.ts'
import { OrderCheck } from '../messages/order-check.ts'
import type { ClientPlan, Plan } from './load-plan.ts'
import { bytesAtOnce, readSlowly } from '../connection/slow-reading.ts'
import { transportOf } from '../connection/transport.ts'

/** When the message of each seq of a room was meant to be sent; NaN when that is not known. */
export type RoomTimes = number[]

/** Where the members of a process connect, and how. */
type Where = Pick<Plan, 'transport' | 'nodes' | 'from'>

/** A message on its way. */
export interface Message {
  number: number
  /** When it was meant to be sent. */
  intended: number
  clientMessageId: string
  text: string
}

/** What its process must know of a member. */
export interface MemberEvents {
  onEvent(event: ArrivedEvent): void
  /** The message is settled: it is stored under `value`, or the member gives up. */
  onAnswer(message: Message, answer: Answer): void
  /** An answer to nothing that was asked. */
  onStray(answer: Answer): void
  onEnded(): void
  /** The connection is gone. `comesBack`: the member will take another, as a chat client does. */
  onClosed(code: number, comesBack: boolean): void
  /** It is there again, and has asked for what it missed; so many milliseconds after it was gone. */
  onResumed(afterMs: number): void
}

/** A member of the load on its connection, what it waits for, and what it has got. */
export class Member {
  readonly plan: ClientPlan
  readonly times: RoomTimes
  /** There once it listens. */
  check: OrderCheck | undefined
  readonly #where: Where
  readonly #events: MemberEvents
  readonly #unanswered = new Map<number, Message>()
  /** Of a member that is away or was put off. */
  readonly #waiting = new Set<Message>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #connection: Connection | undefined
  #hurry: (() => void) | undefined
  #isAway = false
  #isOver = false

  constructor(options: {
    plan: ClientPlan
    where: Where
    times: RoomTimes
    eventsOf: (member: Member) => MemberEvents
  }) {
    this.plan = options.plan
    this.times = options.times
    this.#where = options.where
    this.#events = options.eventsOf(this)
  }

  /** Connects, and subscribes when it is to listen. */
  async open(): Promise<void> {
    await this.#connect(this.plan.node)
    const { bytesPerSecond } = this.plan
    if (bytesPerSecond !== undefined) this.#hurry = readSlowly(this.#connection!)
  }

  /** From now on it reads as fast as it can, if it was slow. */
  hurry(): void {
    this.#hurry?.()
  }

  send(message: Message): void {
    if (!this.#connection?.isOpen) {
      this.#waiting.add(message)
      return
    }
    const { clientMessageId, text } = message
    const id = this.#connection.send({ roomId: this.plan.roomId, clientMessageId, text })
    this.#unanswered.set(id, message)
  }

  close(): void {
    this.#isOver = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#connection?.close()
  }

  async #connect(node: number): Promise<void> {
    const { token, roomId, listens, bytesPerSecond } = this.plan
    const isFirst = this.#connection === undefined
    const { transport, nodes, from } = this.#where
    const connection = await Connection.open(
      {
        transport: transportOf(transport),
        address: nodes[node]!,
        from,
        token,
        ...(isFirst && bytesPerSecond !== undefined && { readBytes: bytesAtOnce(bytesPerSecond) }),
      },
      {
        onSubscribed: (_roomId, position) => (this.check ??= new OrderCheck(position)),
        onEvent: (event) => this.#events.onEvent(event),
        onAnswer: (answer) => this.#answered(answer),
        onEnded: () => this.#events.onEnded(),
        onClosed: (code) => this.#closed(code),
      },
    )
    if (this.#isOver) return connection.close()
    this.#connection = connection
    if (listens) await connection.subscribe(roomId, this.check?.position)
  }

  #answered(answer: Answer): void {
    const message = this.#unanswered.get(answer.id)
    if (!message) return this.#events.onStray(answer)
    this.#unanswered.delete(answer.id)
    if (!answer.ok && this.plan.comesBack && isTemporary(answer.code)) return this.#putOff(message)
    this.#events.onAnswer(message, answer)
  }

  /** What was refused for now is sent once more, as a chat client does. */
  #putOff(message: Message): void {
    this.#waiting.add(message)
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (this.#waiting.delete(message)) this.send(message)
    }, clientLimits.retryMs)
    this.#timers.add(timer)
  }

  #closed(code: number): void {
    // Gone again before it was back: whoever tries to come back goes on trying.
    if (this.#isAway) return
    const comesBack = this.plan.comesBack === true && mayReconnect(code)
    this.#events.onClosed(code, comesBack)
    if (comesBack) void this.#comeBack()
  }

  /** Tries the nodes in turn, with a chat client's waits in between; never gives up. */
  async #comeBack(): Promise<void> {
    const goneAt = monotonic()
    this.#isAway = true
    for (const message of this.#unanswered.values()) this.#waiting.add(message)
    this.#unanswered.clear()
    for (let attempt = 1; !this.#isOver; attempt++) {
      await delay(backoff(attempt, bounds))
      if (await this.#isBack((this.plan.node + attempt) % this.#where.nodes.length)) break
    }
    this.#isAway = false
    if (this.#isOver) return
    this.#events.onResumed(monotonic() - goneAt)
    const again = [...this.#waiting]
    this.#waiting.clear()
    for (const message of again) this.send(message)
  }

  async #isBack(node: number): Promise<boolean> {
    if (this.#isOver) return true
    try {
      await this.#connect(node)
      return true
    } catch {
      // Refused, or gone again: the next node may do better.
      return false
    }
  }
}

const bounds = { baseMs: clientLimits.backoffBaseMs, capMs: clientLimits.backoffCapMs }

function isTemporary(code: string): boolean {
  return code in chatErrors && chatErrors[code as keyof typeof chatErrors].temporary
}
