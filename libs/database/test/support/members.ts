import type { TestContext } from 'node:test'
import { connectMemory, MemoryExchange, type Broker, type EventMessage } from '@munova/broker'
import { MemberUpdated } from '@munova/event-contract'
import { createLog, createMetrics } from '@munova/service'
import { OutboxPublisher, type OutboxPublisherOptions, type Sql } from '../../src/index.ts'

export const migrations = new URL('migrations/', import.meta.url)

export interface Received {
  id: string
  key: string
  revision: number
  occurredAt: string
}

export async function addMembers(sql: Sql, count: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    insert into members (display_name) select 'member ' || n from generate_series(1, ${count}::int) as n
    returning id`
  return rows.map(({ id }) => id)
}

/** As applications emit events: one statement locks and changes the member and inserts the event. */
export async function change(sql: Sql, id: number): Promise<void> {
  await sql`
    with changed as (update members set revision = revision + 1 where id = ${id} returning *)
    insert into outbox (type, version, key, data)
    select 'member.updated', 1, 'member:' || id, jsonb_build_object('id', id, 'displayName', display_name,
      'role', 'BUYER', 'status', 'ACTIVE', 'revision', revision)
    from changed`
}

export async function pending(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) as count from outbox`
  return row.count
}

export async function isEmpty(sql: Sql): Promise<boolean> {
  return (await pending(sql)) === 0
}

/** A consumer of everything members emit; records events in order of arrival, duplicates too. */
export async function consumeMemberEvents(broker: Broker): Promise<Received[]> {
  const received: Received[] = []
  const options = {
    queue: 'listener',
    types: ['member.updated'],
    prefetch: 100,
    maxAttempts: 1,
    retryDelayMs: 1,
    isTransient: () => false,
  }
  const consumer = broker.consume(options, async (message) => void received.push(read(message)))
  await consumer.ready
  return received
}

export function read({ id, key, body }: Pick<EventMessage, 'id' | 'key' | 'body'>): Received {
  const event = MemberUpdated.parse(JSON.parse(Buffer.from(body).toString()))
  if (event.id !== id || event.key !== key) throw new Error('envelope and message differ')
  return { id, key, revision: event.data.revision, occurredAt: event.occurredAt }
}

/** The revisions of each key in the order of their first delivery. */
export function firstOccurrences(received: Received[]): Map<string, number[]> {
  const seen = new Set<string>()
  const first = received.filter(({ id }) => !seen.has(id) && seen.add(id))
  return new Map(
    [...Map.groupBy(first, ({ key }) => key)].map(([key, events]) => [key, events.map((e) => e.revision)]),
  )
}

/** 1, 2, … count. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

export function openExchange(t: TestContext) {
  const exchange = new MemoryExchange()
  const open = (options = {}) => {
    const broker = connectMemory(exchange, options)
    t.after(() => broker.close())
    return broker
  }
  return { exchange, open }
}

export function openPublisher(
  t: TestContext,
  options: Pick<OutboxPublisherOptions, 'sql' | 'broker'> & Partial<OutboxPublisherOptions>,
) {
  const metrics = createMetrics('test')
  const log = createLog({ name: 'test', level: 'silent' })
  const publisher = new OutboxPublisher({ log, metrics, pollMs: 20, batch: 50, ...options })
  t.after(() => publisher.close())
  publisher.start()
  const value = async (name: string) => {
    const metric = await metrics.registry.getSingleMetric(`test_outbox_${name}`)?.get()
    return metric?.values[0]?.value
  }
  return { publisher, value }
}
