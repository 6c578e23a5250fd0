import type { Bus, BusOptions } from '../broker.ts'
import type { MemoryBusEndpoint, MemoryExchange } from './exchange.ts'

/** The bus of one node in the in-process broker. */
export class MemoryBus implements Bus, MemoryBusEndpoint {
  readonly exchange: string
  readonly buckets = new Set<number>()
  readonly #server: MemoryExchange
  readonly #options: BusOptions
  readonly #maxBytes: number
  #up = false
  #closed = false
  #pending: { buckets: readonly number[]; body: Uint8Array }[] = []
  #bytes = 0
  sent = 0
  dropped = 0

  constructor(server: MemoryExchange, options: BusOptions, maxBytes: number) {
    this.exchange = options.exchange
    this.#server = server
    this.#options = options
    this.#maxBytes = maxBytes
  }

  publish(buckets: readonly number[], body: Uint8Array): boolean {
    if (!this.#up || this.#bytes + body.byteLength > this.#maxBytes) {
      this.dropped++
      return false
    }
    if (this.#pending.length === 0) setImmediate(() => this.#flush())
    this.#pending.push({ buckets, body })
    this.#bytes += body.byteLength
    this.sent++
    return true
  }

  bind(bucket: number): Promise<void> {
    this.buckets.add(bucket)
    return Promise.resolve()
  }

  unbind(bucket: number): Promise<void> {
    this.buckets.delete(bucket)
    return Promise.resolve()
  }

  receive(body: Uint8Array): void {
    this.#options.onMessage(body)
  }

  up(): void {
    if (this.#up || this.#closed) return
    this.#up = true
    this.#server.attachBus(this)
    this.#options.onState('up')
  }

  down(): void {
    if (!this.#up) return
    this.#up = false
    this.#pending = []
    this.#bytes = 0
    this.#server.detachBus(this)
    this.#options.onState('down')
  }

  close(): void {
    this.#closed = true
    this.down()
  }

  #flush(): void {
    const batch = this.#pending
    this.#pending = []
    this.#bytes = 0
    for (const { buckets, body } of batch) this.#server.fanOut(this.exchange, buckets, body)
  }
}
