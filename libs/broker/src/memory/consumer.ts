import type { BrokerOptions, ConsumeOptions, Consumer, EventMessage } from '../broker.ts'
import { DeliveryProcessor } from '../delivery-processor.ts'
import type { MemoryExchange } from './exchange.ts'
import type { MemoryQueue, QueueReader, QueuedMessage } from './queue.ts'

export class MemoryConsumer implements Consumer {
  readonly ready: Promise<void>
  readonly #server: MemoryExchange
  readonly #options: ConsumeOptions
  readonly #processor: DeliveryProcessor
  readonly #closeTimeoutMs: number
  readonly #becameReady: () => void
  #queue: MemoryQueue | undefined
  #reader: QueueReader | undefined
  #closing: Promise<void> | undefined
  redelivered = 0
  parked = 0

  constructor(
    server: MemoryExchange,
    options: ConsumeOptions & Pick<BrokerOptions, 'closeTimeoutMs' | 'maxRetryDelayMs' | 'log'>,
    handle: (message: EventMessage) => Promise<void>,
  ) {
    this.#server = server
    this.#options = options
    this.#closeTimeoutMs = options.closeTimeoutMs
    this.#processor = new DeliveryProcessor(options, handle, options)
    const ready = Promise.withResolvers<void>()
    this.ready = ready.promise
    this.#becameReady = ready.resolve
  }

  get transientFailures(): number {
    return this.#processor.transientFailures
  }

  up(): void {
    if (this.#reader || this.#closing) return
    const queue = this.#server.queue(this.#options.queue, this.#options.types)
    const reader: QueueReader = {
      prefetch: this.#options.prefetch,
      unsettled: new Set(),
      deliver: (queued) => this.#accept(queue, reader, queued),
    }
    this.#queue = queue
    this.#reader = reader
    queue.attach(reader)
    this.#becameReady()
  }

  down(): void {
    const reader = this.#reader
    if (!reader) return
    this.#reader = undefined
    this.#processor.discardWaiting()
    this.#queue?.detach(reader)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#processor.close(this.#closeTimeoutMs)
    this.down()
  }

  #accept(queue: MemoryQueue, reader: QueueReader, queued: QueuedMessage): void {
    if (queued.redelivered) this.redelivered++
    const { message } = queued
    this.#processor.accept({
      message,
      isLive: () => reader.unsettled.has(queued),
      ack: () => queue.settle(reader, queued),
      park: (error, attempts) => {
        queue.park({ message, error, attempts })
        this.parked++
        return Promise.resolve()
      },
    })
  }
}
