import { BrokerUnavailable, type EventMessage } from '../broker.ts'
import { MemoryQueue, type ParkedMessage } from './queue.ts'

/** A client, to be notified when the exchange starts and stops. */
export interface MemoryClient {
  up(): void
  down(): void
}

/** The bus of one node, to which the exchange delivers. */
export interface MemoryBusEndpoint {
  readonly exchange: string
  readonly buckets: ReadonlySet<number>
  receive(body: Uint8Array): void
}

export interface MemoryLimits {
  /** Messages in one queue; beyond that publishing is rejected. */
  readonly queueMaxMessages: number
  readonly deadMaxMessages: number
}

export const memoryLimits: MemoryLimits = { queueMaxMessages: 100_000, deadMaxMessages: 10_000 }

/**
 * The server of the in-process broker, for a single process and for tests. stop() disconnects the clients and keeps the
 * durable queues, as a restart of RabbitMQ does.
 */
export class MemoryExchange {
  readonly #limits: MemoryLimits
  readonly #queues = new Map<string, MemoryQueue>()
  readonly #clients = new Set<MemoryClient>()
  readonly #busEndpoints = new Set<MemoryBusEndpoint>()
  #running = true

  constructor(limits: Partial<MemoryLimits> = {}) {
    this.#limits = { ...memoryLimits, ...limits }
  }

  get running(): boolean {
    return this.#running
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    for (const client of this.#clients) client.up()
  }

  stop(): void {
    if (!this.#running) return
    this.#running = false
    for (const client of this.#clients) client.down()
  }

  /** The messages in `<queue>.dead`, oldest first. */
  parked(queue: string): readonly ParkedMessage[] {
    return this.#queues.get(queue)?.parked ?? []
  }

  attach(client: MemoryClient): void {
    this.#clients.add(client)
  }

  detach(client: MemoryClient): void {
    this.#clients.delete(client)
  }

  attachBus(endpoint: MemoryBusEndpoint): void {
    this.#busEndpoints.add(endpoint)
  }

  detachBus(endpoint: MemoryBusEndpoint): void {
    this.#busEndpoints.delete(endpoint)
  }

  queue(name: string, types: readonly string[]): MemoryQueue {
    const queue = this.#queues.get(name) ?? new MemoryQueue(this.#limits.deadMaxMessages)
    this.#queues.set(name, queue)
    for (const type of types) queue.types.add(type)
    return queue
  }

  /** Stores the message in all queues bound to its type, or in none. */
  store(message: EventMessage): void {
    if (!this.#running) throw new BrokerUnavailable('the broker is not connected')
    const bound = [...this.#queues.values()].filter((queue) => queue.types.has(message.type))
    if (bound.some((queue) => queue.length >= this.#limits.queueMaxMessages)) {
      throw new BrokerUnavailable('a queue is full')
    }
    for (const queue of bound) queue.push(message)
  }

  fanOut(exchange: string, buckets: readonly number[], body: Uint8Array): void {
    for (const endpoint of this.#busEndpoints) {
      if (endpoint.exchange !== exchange) continue
      if (buckets.some((bucket) => endpoint.buckets.has(bucket))) endpoint.receive(body)
    }
  }
}
