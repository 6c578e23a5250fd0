import { BrokerUnavailable, type EventMessage } from './broker.ts'
import { MemoryQueue, type ParkedMessage } from './memory-queue.ts'

/** A broker client as the exchange sees it. */
export interface MemoryLink {
  up(): void
  down(): void
}

/** A bus of one node as the exchange sees it. */
export interface MemoryBusEnd {
  readonly exchange: string
  readonly buckets: ReadonlySet<number>
  receive(body: Uint8Array): void
}

export interface MemoryLimits {
  /** Messages one queue keeps for its consumers; beyond it publishing is refused. */
  readonly queueMaxMessages: number
  readonly deadMaxMessages: number
}

export const memoryLimits: MemoryLimits = { queueMaxMessages: 100_000, deadMaxMessages: 10_000 }

/**
 * The broker server inside the process, for one process alone and for tests. stop() drops every client and keeps
 * the durable queues, as a restart of a real broker does.
 */
export class MemoryExchange {
  readonly #limits: MemoryLimits
  readonly #queues = new Map<string, MemoryQueue>()
  readonly #links = new Set<MemoryLink>()
  readonly #busEnds = new Set<MemoryBusEnd>()
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
    for (const link of this.#links) link.up()
  }

  stop(): void {
    if (!this.#running) return
    this.#running = false
    for (const link of this.#links) link.down()
  }

  /** What `<queue>.dead` holds, oldest first. */
  parked(queue: string): readonly ParkedMessage[] {
    return this.#queues.get(queue)?.parked ?? []
  }

  attach(link: MemoryLink): void {
    this.#links.add(link)
  }

  detach(link: MemoryLink): void {
    this.#links.delete(link)
  }

  attachBus(end: MemoryBusEnd): void {
    this.#busEnds.add(end)
  }

  detachBus(end: MemoryBusEnd): void {
    this.#busEnds.delete(end)
  }

  queue(name: string, types: readonly string[]): MemoryQueue {
    const queue = this.#queues.get(name) ?? new MemoryQueue(this.#limits.deadMaxMessages)
    this.#queues.set(name, queue)
    for (const type of types) queue.types.add(type)
    return queue
  }

  /** All queues or none. */
  store(message: EventMessage): void {
    if (!this.#running) throw new BrokerUnavailable('the broker is away')
    const bound = [...this.#queues.values()].filter((queue) => queue.types.has(message.type))
    if (bound.some((queue) => queue.length >= this.#limits.queueMaxMessages)) {
      throw new BrokerUnavailable('a queue is full')
    }
    for (const queue of bound) queue.push(message)
  }

  fanOut(exchange: string, buckets: readonly number[], body: Uint8Array): void {
    for (const end of this.#busEnds) {
      if (end.exchange === exchange && buckets.some((bucket) => end.buckets.has(bucket))) end.receive(body)
    }
  }
}
