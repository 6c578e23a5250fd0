import type { Broker, Consumer, EventMessage } from '@munova/broker'
import { isTransient, retryOnConnectionLoss, type Sql } from '@munova/database'
import { CommerceEvent, OrderEvent, type ProjectionSnapshot } from '@munova/event-contract'
import type { Log } from '@munova/service'
import { z } from 'zod'
import { applyCategories, applyMembers, applyProducts } from './apply.ts'
import { applyOrders, partsOf } from './orders.ts'
import { SnapshotRequest } from './snapshot-request.ts'

const ProjectedEvent = z.discriminatedUnion('type', [...CommerceEvent.options, ...OrderEvent.options])
const EVENT_TYPES = ProjectedEvent.options.map((option) => option.shape.type.value)

/**
 * Maintains chat-server's copy of members, products, orders and tags from the events of commerce-api. A chat-server with
 * an empty copy requests a snapshot, and is ready once the snapshot is complete.
 */
export class Projection {
  readonly #sql: Sql
  readonly #broker: Broker
  readonly #snapshotRequest: SnapshotRequest
  readonly #onMemberChanged: (member: { id: number; name: string }) => void
  #consumer: Consumer | undefined

  /** A snapshot of which no part arrives within `retryMs` is requested again. */
  constructor(options: {
    sql: Sql
    broker: Broker
    log: Log
    retryMs: number
    onMemberChanged: (member: { id: number; name: string }) => void
  }) {
    this.#sql = options.sql
    this.#broker = options.broker
    this.#onMemberChanged = options.onMemberChanged
    this.#snapshotRequest = new SnapshotRequest(options)
  }

  get isComplete(): boolean {
    return this.#snapshotRequest.isComplete
  }

  start(): void {
    this.#consumer = this.#broker.consume(
      {
        queue: 'chat-server.projection',
        types: EVENT_TYPES,
        prefetch: 100,
        maxAttempts: 5,
        retryDelayMs: 200,
        isTransient,
      },
      (message) => this.#apply(message),
    )
    this.#snapshotRequest.start(this.#consumer.ready)
  }

  async close(): Promise<void> {
    await Promise.all([this.#snapshotRequest.close(), this.#consumer?.close()])
  }

  async #apply(message: EventMessage): Promise<void> {
    const event = ProjectedEvent.parse(JSON.parse(Buffer.from(message.body).toString()))
    switch (event.type) {
      case 'member.registered':
      case 'member.updated':
      case 'member.withdrawn':
        await applyMembers(this.#sql, [event.data])
        return this.#onMemberChanged({ id: event.data.id, name: event.data.displayName })
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

  /** Parts arrive in order, possibly more than once. The snapshot is complete when every part of one request was applied. */
  async #applySnapshot(part: ProjectionSnapshot['data']): Promise<void> {
    await applyCategories(this.#sql, part)
    await applyMembers(this.#sql, part.members)
    await applyProducts(this.#sql, part.products)
    await applyOrders(this.#sql, part.orders)
    const [state] = await retryOnConnectionLoss(
      () => this.#sql<{ isComplete: boolean }[]>`
        update projection set parts = greatest(parts, ${part.part}),
          -- As long as parts arrive, no node requests another snapshot.
          requested_at = now(),
          completed_at = case when ${part.last} then coalesce(completed_at, now()) else completed_at end
        where request_id = ${part.requestId} and parts >= ${part.part - 1}
        returning completed_at is not null as "isComplete"`,
    )
    if (state?.isComplete) this.#snapshotRequest.complete()
  }
}
