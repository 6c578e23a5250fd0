import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Broker } from '@munova/broker'
import { testDatabase, until } from '@munova/testing'
import { claimEvents, deleteExpiredInboxEntries, retryOnConnectionLoss, type Sql } from '../src/index.ts'
import {
  addMembers,
  change,
  isEmpty,
  migrations,
  openExchange,
  openPublisher,
  pending,
  read,
  upTo,
} from './support/members.ts'

const consumer = 'badges'

/** What a consumer does with an event, whose effect is anything but idempotent. */
async function rename(sql: Sql, eventId: string, id: number): Promise<void> {
  const claimed = claimEvents(sql, { consumer, eventIds: [eventId] })
  await sql`
    with ${claimed.definition}
    update members set display_name = display_name || '!' from ${claimed.name} where id = ${id}`
}

const exclamations = async (sql: Sql, id: number) => {
  const [row] = await sql<[{ count: number }]>`
    select length(display_name) - length(replace(display_name, '!', '')) as count from members where id = ${id}`
  return row.count
}

test('an event that is delivered again, also at the same moment, has one effect', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  const events = upTo(10).map(() => randomUUID())
  await Promise.all(events.flatMap((event) => upTo(5).map(() => rename(sql, event, id))))
  for (const event of events) await rename(sql, event, id)
  assert.equal(await exclamations(sql, id), 10)
})

test('each consumer claims events for itself', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const eventId = randomUUID()
  const take = (name: string) => {
    const claimed = claimEvents(sql, { consumer: name, eventIds: [eventId] })
    return sql`with ${claimed.definition} select * from ${claimed.name}`
  }
  assert.equal((await take('one')).length, 1)
  assert.equal((await take('two')).length, 1)
  assert.equal((await take('one')).length, 0)
})

test('of several events those are claimed that were not claimed before, each once', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()] as const
  const take = async (eventIds: string[]) => {
    const claimed = claimEvents(sql, { consumer, eventIds })
    const rows = await sql<{ event_id: string }[]>`
      with ${claimed.definition} select event_id from ${claimed.name}`
    return rows.map((row) => row.event_id).toSorted()
  }
  assert.deepEqual(await take([first]), [first])
  assert.deepEqual(await take([second, first, third, second]), [second, third].toSorted())
  const many = upTo(40).map(() => randomUUID())
  const taken = await Promise.all([take(many), take(many.toReversed()), take(many)])
  assert.deepEqual(taken.flat().toSorted(), many.toSorted())
})

test('an effect that fails claims nothing, so that the next attempt has it', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  const eventId = randomUUID()
  const claimed = claimEvents(sql, { consumer, eventIds: [eventId] })
  await assert.rejects(sql`
    with ${claimed.definition}
    update members set display_name = null from ${claimed.name} where id = ${id}`)
  await rename(sql, eventId, id)
  assert.equal(await exclamations(sql, id), 1)
})

test('consumers that lose their acks and publishers that lose their confirms: each event has its effect once', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const { open } = openExchange(t)
  const members = await addMembers(sql, 4)
  const random = seeded(t)
  const broker = open()
  let deliveries = 0
  const listener = broker.consume(
    {
      queue: consumer,
      types: ['member.updated'],
      prefetch: 10,
      maxAttempts: 50,
      retryDelayMs: 1,
      isTransient: () => false,
    },
    async (message) => {
      deliveries++
      const { id, key } = read(message)
      await retryOnConnectionLoss(() => rename(sql, id, Number(key.slice('member:'.length))))
      // The process dies after the commit, before the ack.
      if (random() < 0.5) throw new Error('lost ack')
    },
  )
  await listener.ready
  const unreliable: Pick<Broker, 'connected' | 'publish'> = {
    connected: true,
    async publish(message) {
      await broker.publish(message)
      if (random() < 0.05) throw Object.assign(new Error('lost confirm'), { name: 'BrokerUnavailable' })
    },
  }
  const { publisher } = openPublisher(t, { sql, broker: unreliable })
  const rounds = 25
  for (let round = 0; round < rounds; round++) {
    await Promise.all(members.map((id) => change(sql, id)))
    publisher.wake()
  }
  const total = async () =>
    (await Promise.all(members.map((id) => exclamations(sql, id)))).reduce((a, b) => a + b)
  await until(() => isEmpty(sql), { what: 'an empty outbox', timeoutMs: 30_000 })
  await until(async () => (await total()) >= rounds * members.length, { what: 'every effect' })
  await listener.close()
  assert.ok(deliveries > rounds * members.length)
  for (const id of members) assert.equal(await exclamations(sql, id), rounds)
  assert.equal(await pending(sql), 0)
})

test('expired entries are deleted, a batch at a time', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  await sql`
    insert into inbox (consumer, event_id, taken_at)
    select ${consumer}, gen_random_uuid(), now() - n * interval '1 hour' from generate_series(1, 10) as n`
  const day = { retentionMs: 4.5 * 60 * 60 * 1000, batch: 4 }
  assert.deepEqual(
    [
      await deleteExpiredInboxEntries(sql, day),
      await deleteExpiredInboxEntries(sql, day),
      await deleteExpiredInboxEntries(sql, day),
    ],
    [4, 2, 0],
  )
  const [oldest] = await sql<[{ hours: number; rows: number }]>`
    select round(extract(epoch from now() - min(taken_at)) / 3600)::int as hours, count(*) as rows from inbox`
  assert.deepEqual({ ...oldest }, { hours: 4, rows: 4 })
})

/** Numbers from 0 to 1 that are the same for the same seed, which is printed. */
function seeded(t: { diagnostic(message: string): void }): () => number {
  let state = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
  t.diagnostic(`SEED=${state}`)
  return () => {
    state = (state * 48_271 + 11) % 2_147_483_647
    return state / 2_147_483_647
  }
}
