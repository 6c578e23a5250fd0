import { createPassReader, signPass, type KeyRing, type Pass } from '@munova/auth'
import type { WaitingTicket } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { Batcher, PeriodicJob, type Log, type Metrics } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { issueTickets, type Ticket, type TicketRequest, type TicketResult } from './issue-tickets.ts'

export interface WaitingRoomContext extends Context {
  readonly waitingRooms: WaitingRooms
}

interface RoomsOptions {
  sql: Sql
  config: CommerceConfig
  metrics: Metrics
  keys: KeyRing
  log: Log
}

/** The turn is given by the database's clock and checked by this process's clock. */
const CLOCK_LEEWAY_MS = 1_000

/** The waiting rooms: issues tickets and checks passes. Which rooms exist is kept in memory and refreshed at an interval. */
export class WaitingRooms {
  readonly #options: RoomsOptions
  readonly #batcher: Batcher<TicketRequest, TicketResult>
  readonly #readPass
  readonly #results
  readonly #refreshJob: PeriodicJob
  /** Epoch milliseconds at which each room closes, by resource. */
  #closesAt: ReadonlyMap<string, number> = new Map()
  /** The resource of each SKU of a product that has a room. */
  #resourceOfSku: ReadonlyMap<number, string> = new Map()

  private constructor(options: RoomsOptions) {
    this.#options = options
    const { sql, config, metrics, log } = options
    this.#readPass = createPassReader(config.JWT_KEYS_FILE)
    this.#results = metrics.counter('waiting_ticket_results_total', 'Requests for a ticket, by result', [
      'result',
    ])
    this.#batcher = new Batcher({
      name: 'waiting_room',
      metrics,
      limits: { batch: config.WAITING_ROOM_BATCH, queue: config.WAITING_ROOM_QUEUE },
      keyOf: ({ resource, memberId }) => `${resource}:${memberId}`,
      run: (requests) =>
        issueTickets(sql, requests, {
          earlyMs: config.WAITING_ROOM_EARLY_MS,
          passSeconds: config.WAITING_PASS_SECONDS,
        }),
    })
    this.#refreshJob = new PeriodicJob({
      name: 'refresh-waiting-rooms',
      everyMs: config.WAITING_ROOM_REFRESH_MS,
      log,
      metrics,
      run: () => this.refresh(),
    })
  }

  /** Rejects when the rooms cannot be read. */
  static async open(options: RoomsOptions): Promise<WaitingRooms> {
    const rooms = new WaitingRooms(options)
    await rooms.refresh()
    rooms.#refreshJob.start()
    return rooms
  }

  /**
   * The member's ticket. A repeated request gets the same one until it has expired. Throws WAITING_ROOM_NOT_FOUND,
   * WAITING_ROOM_CLOSED, EMAIL_NOT_VERIFIED, WAITING_ROOM_FULL, OVERLOADED.
   */
  async issueTicket(resource: string, memberId: number): Promise<WaitingTicket> {
    const result = await this.#batcher.add({ resource, memberId })
    this.#results.inc({ result: result.type })
    switch (result.type) {
      case 'TICKET':
        return this.#withPass(resource, memberId, result)
      case 'WAITING_ROOM_CLOSED':
        throw problem(result.type, result.waitMs === null ? {} : { retryAfterMs: result.waitMs })
      case 'WAITING_ROOM_FULL':
        throw problem(result.type, {
          retryAfterMs: this.#options.config.WAITING_ROOM_FULL_RETRY_MS,
        })
      case 'EMAIL_NOT_VERIFIED':
      case 'WAITING_ROOM_NOT_FOUND':
        throw problem(result.type)
    }
  }

  /**
   * The pass that admits the member to the resource now; undefined while the resource has no open room, when any request is
   * accepted. Throws PASS_NEEDED and PASS_EARLY.
   */
  async requirePass(resource: string, memberId: number, text: string | undefined): Promise<Pass | undefined> {
    const pass = await this.#passFor(resource, memberId, text)
    if (pass && pass.until <= Date.now()) throw problem('PASS_NEEDED')
    return pass
  }

  /**
   * Rejects, without the database, what cannot be admitted to a product of these SKUs. An expired pass is accepted: it may
   * come with a repeated request whose response is stored. Throws PASS_NEEDED and PASS_EARLY.
   */
  async requireTurn(skuIds: readonly number[], memberId: number, text: string | undefined): Promise<void> {
    for (const skuId of skuIds) {
      const resource = this.#resourceOfSku.get(skuId)
      if (resource !== undefined) await this.#passFor(resource, memberId, text)
    }
  }

  /** A pass for the resource whose turn has come, and which may have expired. */
  async #passFor(resource: string, memberId: number, text: string | undefined): Promise<Pass | undefined> {
    const closesAt = this.#closesAt.get(resource)
    const now = Date.now()
    if (closesAt === undefined || now >= closesAt) return undefined
    const pass = text === undefined ? undefined : await this.#readPass(text)
    if (pass?.resource !== resource || pass.memberId !== memberId) throw problem('PASS_NEEDED')
    const waitMs = pass.from - CLOCK_LEEWAY_MS - now
    if (waitMs > 0) throw problem('PASS_EARLY', { retryAfterMs: waitMs })
    return pass
  }

  /** Reads which rooms exist. A room that another process creates is known here after WAITING_ROOM_REFRESH_MS. */
  async refresh(): Promise<void> {
    const { sql } = this.#options
    // Indexes waiting_rooms_pkey, skus_size_key.
    const rows = await retryOnConnectionLoss(
      () => sql<{ resource: string; closesAt: Date; skuIds: number[] }[]>`
        select resource, closes_at as "closesAt", case when resource like 'product:%' then array(
          select id from skus where product_id = split_part(resource, ':', 2)::bigint
        ) else '{}' end as "skuIds"
        from waiting_rooms where closes_at > now()`,
    )
    this.#closesAt = new Map(rows.map(({ resource, closesAt }) => [resource, closesAt.getTime()]))
    this.#resourceOfSku = new Map(
      rows.flatMap(({ resource, skuIds }) => skuIds.map((skuId) => [skuId, resource] as const)),
    )
  }

  /** Resolves when every accepted request has its result. */
  async close(): Promise<void> {
    await this.#refreshJob.close()
    await this.#batcher.close()
  }

  async #withPass(resource: string, memberId: number, ticket: Ticket): Promise<WaitingTicket> {
    const { turnAt, expiresAt, waitMs, position } = ticket
    const validity = { from: turnAt.getTime(), until: expiresAt.getTime() }
    const pass = await signPass(this.#options.keys, { memberId, resource, ...validity })
    return { position, waitMs, turnAt: turnAt.toISOString(), expiresAt: expiresAt.toISOString(), pass }
  }
}
