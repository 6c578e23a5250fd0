import { setTimeout as delay } from 'node:timers/promises'
import { backoff, clientLimits } from '@munova/chat-client'
import { chatErrors, mayReconnect } from '@munova/chat-contract'
import { monotonic } from '../../runtime/clock.ts'
import type { ReceivedEvent } from '../messages/received-event.ts'
import { Connection } from '../connection/connection.ts'
import type { OperationResult } from '../messages/connection-events.ts'
import { OrderCheck } from '../messages/order-check.ts'
import type { ClientPlan, LoadPlan } from './load-plan.ts'
import { bytesAtOnce, readSlowly } from '../connection/slow-reading.ts'
import { transportOf } from '../connection/transport.ts'

/** When the message of each seq of a room was due; NaN when that is unknown. */
export type DueTimes = number[]

/** Where the clients of a process connect, and how. */
type Target = Pick<LoadPlan, 'transport' | 'nodes' | 'from'>

/** A message in flight. */
export interface Message {
  number: number
  /** When it was due. */
  intended: number
  clientMessageId: string
  text: string
}

/** Callbacks of a client. */
export interface LoadClientEvents {
  onEvent(event: ReceivedEvent): void
  /** The final result of a message: stored, or rejected for good. */
  onResult(message: Message, result: OperationResult): void
  /** A result that belongs to no pending request. */
  onUnmatchedResult(result: OperationResult): void
  onSubscriptionEnded(): void
  /** The connection is lost. `reconnects`: the client will connect again. */
  onClosed(code: number, reconnects: boolean): void
  /** Reconnected and resubscribed, `afterMs` milliseconds after the connection was lost. */
  onResumed(afterMs: number): void
}

/** A simulated chat client: its connection, its unanswered messages, and a check of what it receives. */
export class LoadClient {
  readonly plan: ClientPlan
  readonly times: DueTimes
  /** Defined once it is subscribed. */
  check: OrderCheck | undefined
  readonly #target: Target
  readonly #events: LoadClientEvents
  readonly #unanswered = new Map<number, Message>()
  /** Messages to send after reconnecting, or after a temporary rejection. */
  readonly #waiting = new Set<Message>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #connection: Connection | undefined
  #endThrottling: (() => void) | undefined
  #isReconnecting = false
  #isClosed = false

  constructor(options: {
    plan: ClientPlan
    target: Target
    times: DueTimes
    eventsOf: (member: LoadClient) => LoadClientEvents
  }) {
    this.plan = options.plan
    this.times = options.times
    this.#target = options.target
    this.#events = options.eventsOf(this)
  }

  /** Connects, and subscribes if the plan says so. */
  async open(): Promise<void> {
    await this.#connect(this.plan.node)
    const { bytesPerSecond } = this.plan
    if (bytesPerSecond !== undefined) this.#endThrottling = readSlowly(this.#connection!)
  }

  /** Ends the throttling of a slow reader. */
  readAtFullSpeed(): void {
    this.#endThrottling?.()
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
    this.#isClosed = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#connection?.close()
  }

  async #connect(node: number): Promise<void> {
    const { token, roomId, subscribes, bytesPerSecond } = this.plan
    const isFirst = this.#connection === undefined
    const { transport, nodes, from } = this.#target
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
        onResult: (result) => this.#onResult(result),
        onSubscriptionEnded: () => this.#events.onSubscriptionEnded(),
        onClosed: (code) => this.#closed(code),
      },
    )
    if (this.#isClosed) return connection.close()
    this.#connection = connection
    if (subscribes) await connection.subscribe(roomId, this.check?.position)
  }

  #onResult(result: OperationResult): void {
    const message = this.#unanswered.get(result.id)
    if (!message) return this.#events.onUnmatchedResult(result)
    this.#unanswered.delete(result.id)
    if (!result.ok && this.plan.reconnects && isTemporary(result.code)) return this.#retryLater(message)
    this.#events.onResult(message, result)
  }

  /** Retries after a temporary rejection, as a chat client does. */
  #retryLater(message: Message): void {
    this.#waiting.add(message)
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (this.#waiting.delete(message)) this.send(message)
    }, clientLimits.retryMs)
    this.#timers.add(timer)
  }

  #closed(code: number): void {
    // The connection was lost again while reconnecting, which goes on.
    if (this.#isReconnecting) return
    const reconnects = this.plan.reconnects === true && mayReconnect(code)
    this.#events.onClosed(code, reconnects)
    if (reconnects) void this.#reconnect()
  }

  /** Tries the nodes in rotation with the backoff of a chat client, until connected or closed. */
  async #reconnect(): Promise<void> {
    const lostAt = monotonic()
    this.#isReconnecting = true
    for (const message of this.#unanswered.values()) this.#waiting.add(message)
    this.#unanswered.clear()
    for (let attempt = 1; !this.#isClosed; attempt++) {
      await delay(backoff(attempt, backoffBounds))
      if (await this.#tryToConnect((this.plan.node + attempt) % this.#target.nodes.length)) break
    }
    this.#isReconnecting = false
    if (this.#isClosed) return
    this.#events.onResumed(monotonic() - lostAt)
    const unsent = [...this.#waiting]
    this.#waiting.clear()
    for (const message of unsent) this.send(message)
  }

  async #tryToConnect(node: number): Promise<boolean> {
    if (this.#isClosed) return true
    try {
      await this.#connect(node)
      return true
    } catch {
      // Rejected, or lost again: the next node may accept it.
      return false
    }
  }
}

const backoffBounds = { baseMs: clientLimits.backoffBaseMs, capMs: clientLimits.backoffCapMs }

function isTemporary(code: string): boolean {
  return code in chatErrors && chatErrors[code as keyof typeof chatErrors].temporary
}
