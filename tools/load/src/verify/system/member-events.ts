import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Broker, BrokerUnavailable, connectRabbit } from '@munova/broker'
import type { Sql } from '@munova/database'
import { publishEvent } from '@munova/testing'

const INTERVAL_MS = 2_000
const RETRY_MS = 200
/** Above the ids of the members of a run. */
const FIRST_ID = 100_001

/** Registers a member every two seconds, as commerce-api does: an event in RabbitMQ, repeated until it is confirmed. */
export class MemberEvents {
  readonly #broker: Broker
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  #published = 0

  constructor(amqpUrl: string) {
    this.#broker = connectRabbit(amqpUrl)
    this.#running = this.#run()
  }

  /** Members whose event is stored in RabbitMQ. */
  get published(): number {
    return this.#published
  }

  /** How many of them the nodes have in their database. */
  async countProjected(sql: Sql): Promise<number> {
    const rows = await sql<{ count: number }[]>`
      select count(*)::int as count from members where id >= ${FIRST_ID} and id < ${FIRST_ID + this.#published}`
    return rows[0]!.count
  }

  /** Publishes no more; resolves when the last event is confirmed. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async close(): Promise<void> {
    await this.#broker.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      if (await this.#register(FIRST_ID + this.#published)) this.#published++
      await pause(INTERVAL_MS, undefined, { signal }).catch(() => {})
    }
  }

  /** False when it was given up because the run ends. */
  async #register(id: number): Promise<boolean> {
    const eventId = randomUUID()
    const member = { id, displayName: `member ${id}`, role: 'BUYER', status: 'ACTIVE', revision: 1 }
    for (;;) {
      try {
        await publishEvent(this.#broker, 'member.registered', member, { id: eventId, key: `member:${id}` })
        return true
      } catch (error) {
        if (!(error instanceof BrokerUnavailable)) throw error
        if (this.#stopping.signal.aborted) return false
        await pause(RETRY_MS)
      }
    }
  }
}
