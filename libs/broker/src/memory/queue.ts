import type { EventMessage } from '../broker.ts'

export interface ParkedMessage {
  readonly message: EventMessage
  readonly error: string
  readonly attempts: number
}

export interface QueuedMessage {
  readonly message: EventMessage
  redelivered: boolean
}

/** A consumer of a queue; only the one that was attached first gets messages. */
export interface QueueReader {
  readonly prefetch: number
  readonly unsettled: Set<QueuedMessage>
  deliver(queued: QueuedMessage): void
}

/** A durable queue of the in-process broker: it survives the connections of its readers, and stop(). */
export class MemoryQueue {
  readonly types = new Set<string>()
  readonly parked: ParkedMessage[] = []
  readonly #deadMaxMessages: number
  readonly #readers: QueueReader[] = []
  #waiting: QueuedMessage[] = []
  /** Messages before this index have been delivered; the array is cut from time to time. */
  #taken = 0
  #scheduled = false

  constructor(deadMaxMessages: number) {
    this.#deadMaxMessages = deadMaxMessages
  }

  get length(): number {
    return this.#waiting.length - this.#taken
  }

  push(message: EventMessage): void {
    this.#waiting.push({ message, redelivered: false })
    this.#schedule()
  }

  attach(reader: QueueReader): void {
    this.#readers.push(reader)
    this.#schedule()
  }

  /** The reader's unsettled messages return to the front of the queue, in order. */
  detach(reader: QueueReader): void {
    const index = this.#readers.indexOf(reader)
    if (index < 0) return
    this.#readers.splice(index, 1)
    const back = [...reader.unsettled]
    reader.unsettled.clear()
    for (const queued of back) queued.redelivered = true
    this.#waiting = [...back, ...this.#waiting.slice(this.#taken)]
    this.#taken = 0
    this.#schedule()
  }

  settle(reader: QueueReader, queued: QueuedMessage): void {
    reader.unsettled.delete(queued)
    this.#schedule()
  }

  park(parked: ParkedMessage): void {
    this.parked.push(parked)
    if (this.parked.length > this.#deadMaxMessages) this.parked.shift()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#deliver()
    })
  }

  #deliver(): void {
    const active = this.#readers[0]
    if (!active) return
    while (active.unsettled.size < active.prefetch) {
      const queued = this.#waiting[this.#taken]
      if (!queued) break
      this.#taken++
      active.unsettled.add(queued)
      active.deliver(queued)
    }
    // A copy after 1,024 messages costs less than moving the array for each message.
    if (this.#taken < 1024 && this.length > 0) return
    this.#waiting = this.#waiting.slice(this.#taken)
    this.#taken = 0
  }
}
