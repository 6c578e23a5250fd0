import { parseTraceparent, traced } from '@munova/service/tracing'
import { KeyedMutex, withTimeout } from '@munova/service/work'
import { setTimeout as sleep } from 'node:timers/promises'
import { BrokerUnavailable, type BrokerOptions, type ConsumeOptions, type EventMessage } from './broker.ts'

/** The error text stored with a parked message is cut to this. */
const maxErrorLength = 500

/** A message as the broker delivered it. It can be settled only on the channel it was delivered on. */
export interface Delivery {
  /** The event, or why the message is not one. */
  readonly message: EventMessage | { readonly malformed: string }
  /** False once its channel is closed: the broker delivers the message again, so this delivery is abandoned. */
  isLive(): boolean
  ack(): void
  /** Resolves when the message is stored in the dead-letter queue. */
  park(error: string, attempts: number): Promise<void>
}

type Handle = (message: EventMessage) => Promise<void>

type Limits = Pick<BrokerOptions, 'maxRetryDelayMs' | 'log'>

/**
 * Processes the deliveries of one consumer: in order per key, with retries and parking. A transient failure is no attempt:
 * a message is not parked because the database was away when it arrived. When a channel is lost while a
 * handler runs, the handler keeps its key locked, so that the redelivery waits for it.
 */
export class DeliveryProcessor {
  readonly #keys = new KeyedMutex<string>()
  readonly #options: ConsumeOptions
  readonly #handle: Handle
  readonly #limits: Limits
  /** Messages whose last failure was transient. */
  #stalled = 0
  transientFailures = 0
  readonly #closing = new AbortController()

  constructor(options: ConsumeOptions, handle: Handle, limits: Limits) {
    this.#options = options
    this.#handle = handle
    this.#limits = limits
  }

  accept(delivery: Delivery): void {
    if (this.#closing.signal.aborted) return
    const key = 'malformed' in delivery.message ? '' : delivery.message.key
    // Rejects only if it was cancelled before it started.
    this.#keys.run(key, () => this.#settle(delivery)).catch(() => undefined)
  }

  /** For a channel that was lost: deliveries that have not started will be delivered again on the next one. */
  discardWaiting(): void {
    this.#keys.cancelWaiting(new Error('the channel was lost'))
  }

  /** True if every running handler ended within `timeoutMs`. */
  async close(timeoutMs: number): Promise<boolean> {
    this.#closing.abort()
    this.#keys.cancelWaiting(new Error('the consumer is closing'))
    return await withTimeout(timeoutMs, this.#keys.idle())
  }

  async #settle(delivery: Delivery): Promise<void> {
    const failure = await this.#attempt(delivery)
    if (!delivery.isLive()) return
    if (failure === 'abandoned') return
    if (failure === undefined) {
      delivery.ack()
      return
    }
    await this.#park(delivery, failure)
  }

  async #attempt(delivery: Delivery): Promise<{ error: string; attempts: number } | 'abandoned' | undefined> {
    const { message } = delivery
    if ('malformed' in message) return { error: message.malformed, attempts: 0 }
    let attempts = 0
    let transient = 0
    try {
      for (;;) {
        if (!delivery.isLive() || this.#closing.signal.aborted) return 'abandoned'
        try {
          await this.#handleTraced(message)
          return undefined
        } catch (error) {
          if (this.#isTransient(error)) {
            if (transient++ === 0) this.#stall(message, error)
            this.transientFailures++
          } else if (++attempts >= this.#options.maxAttempts) return { error: textOf(error), attempts }
        }
        await this.#pause(transient)
      }
    } finally {
      if (transient > 0) this.#stalled--
    }
  }

  #handleTraced(message: EventMessage): Promise<void> {
    const { queue } = this.#options
    const options = {
      kind: 'consumer' as const,
      parent: parseTraceparent(message.traceparent) ?? ('root' as const),
      attributes: { 'messaging.system': 'rabbitmq', 'messaging.destination.name': queue },
    }
    return traced(`process ${message.type}`, options, () => this.#handle(message))
  }

  #isTransient(error: unknown): boolean {
    return error instanceof BrokerUnavailable || this.#options.isTransient(error)
  }

  /** Logs the first message that waits; the others wait for the same reason. */
  #stall({ type }: EventMessage, error: unknown): void {
    if (this.#stalled++ > 0) return
    const { queue } = this.#options
    this.#limits.log.warn(
      { queue, type, reason: textOf(error) },
      'message is retried until a transient failure ends',
    )
  }

  /** Retries until it is parked, the channel is lost, or the consumer closes. Until then the message is unsettled. */
  async #park(delivery: Delivery, failure: { error: string; attempts: number }): Promise<void> {
    while (delivery.isLive()) {
      try {
        await delivery.park(failure.error, failure.attempts)
        if (delivery.isLive()) delivery.ack()
        return
      } catch {
        if (this.#closing.signal.aborted) return
        await this.#pause()
      }
    }
  }

  /** `doublings`: how often the pause has doubled. With jitter, since all messages of a queue failed at the same moment. */
  async #pause(doublings = 0): Promise<void> {
    const { retryDelayMs } = this.#options
    const longestMs = Math.max(retryDelayMs, this.#limits.maxRetryDelayMs)
    const jitter = doublings === 0 ? 1 : 0.5 + Math.random() / 2
    const pauseMs = Math.min(retryDelayMs * 2 ** doublings, longestMs) * jitter
    await sleep(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => undefined)
  }
}

function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, maxErrorLength)
}
