import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Broker, Consumer, EventMessage } from '@munova/broker'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import {
  CommerceEvent,
  OrderEvent,
  type ProjectionRequested,
  type ProjectionSnapshot,
} from '@munova/event-contract'
import type { Log } from '@munova/service'
import { z } from 'zod'
import { applyCategories, applyMembers, applyProducts } from './apply.ts'
import { applyOrders, partsOf } from './orders.ts'

const ProjectedEvent = z.discriminatedUnion('type', [...CommerceEvent.options, ...OrderEvent.options])
const EVENT_TYPES = ProjectedEvent.options.map((option) => option.shape.type.value)

/**
 * Keeps chat-server's own copy of members, products, orders and tags, fed by commerce-api's events. A chat-server that has
 * none yet asks for a snapshot and is ready when it has arrived; until then it asks again every `retryMs`.
 */
export class Projection {
  readonly #sql: Sql
  readonly #broker: Broker
  readonly #log: Log
  readonly #retryMs: number
  #consumer: Consumer | undefined
  #timer: NodeJS.Timeout | undefined
  #asking: Promise<void> | undefined
  #complete = false
  readonly #closing = new AbortController()
  readonly #closed = once(this.#closing.signal, 'abort')

  constructor(options: { sql: Sql; broker: Broker; log: Log; retryMs: number }) {
    this.#sql = options.sql
    this.#broker = options.broker
    this.#log = options.log
    this.#retryMs = options.retryMs
  }

  get complete(): boolean {
    return this.#complete
  }

  start(): void {
    this.#consumer = this.#broker.consume(
      {
        queue: 'chat-server.projection',
        types: EVENT_TYPES,
        prefetch: 100,
        maxAttempts: 5,
        retryDelayMs: 200,
      },
      (message) => this.#apply(message),
    )
    this.#look()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#timer)
    await this.#consumer?.close()
    await this.#asking
  }

  #look(): void {
    this.#asking = this.#completeOrAsk()
      .catch((error: unknown) =>
        this.#log.warn({ err: error }, 'projection is not complete and could not be asked for'),
      )
      .finally(() => {
        if (!this.#complete && !this.#closing.signal.aborted)
          this.#timer = setTimeout(() => this.#look(), this.#retryMs)
      })
  }

  /** Another node may have received the last part, so the table is asked and not this process. */
  async #completeOrAsk(): Promise<void> {
    // A broker that is away is waited for, but not longer than we live.
    await Promise.race([this.#consumer?.ready, this.#closed])
    if (this.#closing.signal.aborted) return
    const requestId = randomUUID()
    const [state] = await this.#sql<{ complete: boolean; requestId: string }[]>`
      with asked as (
        update projection set request_id = ${requestId}, requested_at = now(), parts = 0
        where completed_at is null
          and (requested_at is null or requested_at < now() - make_interval(secs => ${this.#retryMs / 1_000}))
        returning request_id
      )
      select completed_at is not null as complete, (select request_id from asked) as "requestId" from projection`
    this.#complete = state?.complete ?? false
    if (this.#complete || state?.requestId !== requestId) return
    this.#log.info({ requestId }, 'asking for a snapshot of members and products')
    const event: ProjectionRequested = {
      id: randomUUID(),
      type: 'projection.requested',
      version: 1,
      occurredAt: new Date().toISOString(),
      key: 'projection',
      data: { requestId },
    }
    const { id, type, key } = event
    await this.#broker.publish({ id, type, key, body: Buffer.from(JSON.stringify(event)) })
  }

  async #apply(message: EventMessage): Promise<void> {
    const event = ProjectedEvent.parse(JSON.parse(Buffer.from(message.body).toString()))
    switch (event.type) {
      case 'member.registered':
      case 'member.updated':
      case 'member.withdrawn':
        return applyMembers(this.#sql, [event.data])
      case 'product.published':
      case 'product.updated':
      case 'product.removed':
        return applyProducts(this.#sql, [event.data])
      case 'projection.snapshot':
        return this.#applySnapshot(event.data)
      default:
        return applyOrders(this.#sql, partsOf(event))
    }
  }

  /** Parts arrive in order, but perhaps more than once; complete means that each part of one request was applied. */
  async #applySnapshot(part: ProjectionSnapshot['data']): Promise<void> {
    await applyCategories(this.#sql, part.categories)
    await applyMembers(this.#sql, part.members)
    await applyProducts(this.#sql, part.products)
    await applyOrders(this.#sql, part.orders)
    const [state] = await retryOnConnectionLoss(
      () => this.#sql<{ complete: boolean }[]>`
        update projection set parts = greatest(parts, ${part.part}),
          -- Only silence is a reason to ask again.
          requested_at = now(),
          completed_at = case when ${part.last} then coalesce(completed_at, now()) else completed_at end
        where request_id = ${part.requestId} and parts >= ${part.part - 1}
        returning completed_at is not null as complete`,
    )
    if (state?.complete) this.#complete = true
  }
}
