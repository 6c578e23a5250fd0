import { KeyedMutex } from '@munova/service/work'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConsumeOptions, EventMessage } from './broker.ts'
import { within } from './within.ts'

/** Longest error text that travels with a parked message. */
export const maxErrorLength = 500

/** One message as the broker handed it out; all of it is tied to the channel the message came on. */
export interface Delivery {
  /** What arrived, or why it is no event. */
  readonly message: EventMessage | { readonly malformed: string }
  /** False once its channel is gone: the broker hands the message out again, so nothing more is done here. */
  live(): boolean
  ack(): void
  /** Resolves when the message is safe in the dead-letter queue. */
  park(error: string, attempts: number): Promise<void>
}

type Handle = (message: EventMessage) => Promise<void>

/**
 * The deliveries of one consumer: order per key, attempts, parking. The old handler of a message that was
 * lost with its channel keeps its key busy, so that the repetition waits for it.
 */
export class Deliveries {
  readonly #keys = new KeyedMutex<string>()
  readonly #options: ConsumeOptions
  readonly #handle: Handle
  readonly #closing = new AbortController()

  constructor(options: ConsumeOptions, handle: Handle) {
    this.#options = options
    this.#handle = handle
  }

  accept(delivery: Delivery): void {
    if (this.#closing.signal.aborted) return
    const key = 'malformed' in delivery.message ? '' : delivery.message.key
    // It only rejects when it was cancelled before it started.
    this.#keys.run(key, () => this.#settle(delivery)).catch(() => undefined)
  }

  /** The channel is gone: what has not begun comes again on the next one. */
  lost(): void {
    this.#keys.cancelWaiting(new Error('the channel was lost'))
  }

  /** True if every handler under way ended within `timeoutMs`. */
  async close(timeoutMs: number): Promise<boolean> {
    this.#closing.abort()
    this.#keys.cancelWaiting(new Error('the consumer is closing'))
    return await within(timeoutMs, this.#keys.idle())
  }

  async #settle(delivery: Delivery): Promise<void> {
    const failure = await this.#attempt(delivery)
    if (!delivery.live()) return
    if (failure === 'given up') return
    if (failure === undefined) {
      delivery.ack()
      return
    }
    await this.#park(delivery, failure)
  }

  async #attempt(delivery: Delivery): Promise<{ error: string; attempts: number } | 'given up' | undefined> {
    const { message } = delivery
    if ('malformed' in message) return { error: message.malformed, attempts: 0 }
    for (let attempts = 1; ; attempts++) {
      if (!delivery.live() || this.#closing.signal.aborted) return 'given up'
      try {
        await this.#handle(message)
        return undefined
      } catch (error) {
        if (attempts >= this.#options.maxAttempts) return { error: textOf(error), attempts }
      }
      await this.#pause()
    }
  }

  /** Tries until it is parked, the channel is lost, or the consumer closes; the message stays unsettled meanwhile. */
  async #park(delivery: Delivery, failure: { error: string; attempts: number }): Promise<void> {
    while (delivery.live()) {
      try {
        await delivery.park(failure.error, failure.attempts)
        if (delivery.live()) delivery.ack()
        return
      } catch {
        if (this.#closing.signal.aborted) return
        await this.#pause()
      }
    }
  }

  async #pause(): Promise<void> {
    await sleep(this.#options.retryDelayMs, undefined, { signal: this.#closing.signal }).catch(
      () => undefined,
    )
  }
}

function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, maxErrorLength)
}
