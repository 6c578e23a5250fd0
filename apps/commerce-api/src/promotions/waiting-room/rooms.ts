import { createPassReader, signPass, type KeyRing } from '@munova/auth'
import type { WaitingTicket } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { Log, Metrics } from '@munova/service'
import type { CommerceConfig } from '../../config.ts'
import type { Context } from '../../context.ts'
import { GroupCommit } from '../../group-commit.ts'
import { problem } from '../../problems.ts'
import { repeatedly, type Repeated } from '../../repeatedly.ts'
import { takeBatch, type Taken, type TicketRequest } from './take.ts'

export interface WaitingRoomContext extends Context {
  readonly waiting: WaitingRooms
}

interface RoomsOptions {
  sql: Sql
  config: CommerceConfig
  metrics: Metrics
  keys: KeyRing
  log: Log
}

/** Signer and reader of a pass may be two processes; the database's clock gave the turn. */
const CLOCK_LEEWAY_MS = 1_000

/** The waiting rooms: tickets in, passes out. Which rooms there are is known from memory, and read again and again. */
export class WaitingRooms {
  readonly #options: RoomsOptions
  readonly #queue: GroupCommit<TicketRequest, Taken>
  readonly #readPass
  readonly #outcomes
  readonly #refreshing: Repeated
  /** When each room is over, in epoch milliseconds. */
  #closings: ReadonlyMap<string, number> = new Map()

  private constructor(options: RoomsOptions) {
    this.#options = options
    const { sql, config, metrics, log } = options
    this.#readPass = createPassReader(config.JWT_KEYS_FILE)
    this.#outcomes = metrics.counter('waiting_tickets_total', 'Tickets asked for, by outcome', ['outcome'])
    this.#queue = new GroupCommit({
      name: 'waiting_room',
      metrics,
      limits: { batch: config.WAITING_ROOM_BATCH, queue: config.WAITING_ROOM_QUEUE },
      keyOf: ({ resource, memberId }) => `${resource}:${memberId}`,
      run: (requests) =>
        takeBatch(sql, requests, {
          earlyMs: config.WAITING_ROOM_EARLY_MS,
          passSeconds: config.WAITING_PASS_SECONDS,
        }),
      again: (taken) => taken,
    })
    this.#refreshing = repeatedly('waiting-rooms', config.WAITING_ROOM_REFRESH_MS, log, () => this.refresh())
  }

  static async open(options: RoomsOptions): Promise<WaitingRooms> {
    const rooms = new WaitingRooms(options)
    await rooms.refresh()
    return rooms
  }

  /**
   * The member's place; asking again changes nothing until it has expired. Throws WAITING_ROOM_NOT_FOUND,
   * WAITING_ROOM_CLOSED, WAITING_ROOM_FULL, OVERLOADED.
   */
  async take(resource: string, memberId: number): Promise<WaitingTicket> {
    const taken = await this.#queue.add({ resource, memberId })
    this.#outcomes.inc({ outcome: taken.outcome })
    switch (taken.outcome) {
      case 'TICKET': {
        const { turnAt, expiresAt, waitMs, position } = taken
        const span = { from: turnAt.getTime(), until: expiresAt.getTime() }
        const pass = await signPass(this.#options.keys, { memberId, resource, ...span })
        return { position, waitMs, turnAt: turnAt.toISOString(), expiresAt: expiresAt.toISOString(), pass }
      }
      case 'WAITING_ROOM_CLOSED':
        throw problem(taken.outcome, undefined, taken.waitMs === null ? {} : { retryAfterMs: taken.waitMs })
      case 'WAITING_ROOM_FULL':
        throw problem(taken.outcome, undefined, {
          retryAfterMs: this.#options.config.WAITING_ROOM_FULL_RETRY_MS,
        })
      case 'WAITING_ROOM_NOT_FOUND':
        throw problem(taken.outcome)
    }
  }

  /** Passes when no room stands before the resource, or it is over. Throws PASS_NEEDED and PASS_EARLY. */
  async requirePass(resource: string, memberId: number, text: string | undefined): Promise<void> {
    const closesAt = this.#closings.get(resource)
    const now = Date.now()
    if (closesAt === undefined || now >= closesAt) return
    const pass = text === undefined ? undefined : await this.#readPass(text)
    if (pass?.resource !== resource || pass.memberId !== memberId) throw problem('PASS_NEEDED')
    const waitMs = pass.from - CLOCK_LEEWAY_MS - now
    if (waitMs > 0) throw problem('PASS_EARLY', undefined, { retryAfterMs: waitMs })
  }

  /** Reads which rooms there are; a room made by another process is known after WAITING_ROOM_REFRESH_MS. */
  async refresh(): Promise<void> {
    const { sql } = this.#options
    const rows = await retryOnConnectionLoss(
      () => sql<{ resource: string; closesAt: Date }[]>`
        select resource, closes_at as "closesAt" from waiting_rooms
        where closes_at > now()`,
    )
    this.#closings = new Map(rows.map(({ resource, closesAt }) => [resource, closesAt.getTime()]))
  }

  /** Answers who was accepted. */
  async close(): Promise<void> {
    await this.#refreshing.close()
    await this.#queue.close()
  }
}
