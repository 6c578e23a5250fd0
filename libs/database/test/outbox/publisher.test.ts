import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectRabbit } from '@munova/broker'
import { latch, testDatabase, testVhost, until } from '@munova/testing'
import { connect, retryOnConnectionLoss } from '../../src/index.ts'
import {
  addMembers,
  change,
  firstOccurrences,
  isEmpty,
  consumeMemberEvents,
  migrations,
  openExchange,
  openPublisher,
  pending,
  read,
  upTo,
  type Received,
} from '../support/members.ts'

test('16 concurrent writers: every event arrives once, in the order of its key', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const { open } = openExchange(t)
  const received = await consumeMemberEvents(open())
  const { publisher, value } = openPublisher(t, { sql, broker: open() })
  const members = await addMembers(sql, 5)
  const rounds = 20
  await Promise.all(
    upTo(16).map(async () => {
      for (let round = 0; round < rounds; round++) {
        for (const id of members) await change(sql, id)
        publisher.wake()
      }
    }),
  )
  const changes = 16 * rounds
  await until(() => received.length >= changes * members.length, { what: 'all events' })
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  assert.equal(received.length, changes * members.length)
  for (const revisions of firstOccurrences(received).values()) assert.deepEqual(revisions, upTo(changes))
  assert.equal(await value('published_total'), received.length)
  assert.equal(await value('failed_total'), 0)
})

test('the same over RabbitMQ', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const broker = connectRabbit(await testVhost(t))
  t.after(() => broker.close())
  const received = await consumeMemberEvents(broker)
  const { publisher } = openPublisher(t, { sql, broker })
  const members = await addMembers(sql, 5)
  await Promise.all(
    upTo(4).map(async () => {
      for (const id of members) await change(sql, id)
      publisher.wake()
    }),
  )
  await until(() => received.length >= 4 * members.length, { what: 'all events' })
  assert.equal(firstOccurrences(received).size, members.length)
  for (const revisions of firstOccurrences(received).values()) assert.deepEqual(revisions, upTo(4))
})

test('an event that commits late, below ids that are deleted already, is found', async (t) => {
  const { sql, url } = await testDatabase(t, migrations)
  const { open } = openExchange(t)
  const received = await consumeMemberEvents(open())
  const { publisher } = openPublisher(t, { sql, broker: open() })
  const [early = 0, late = 0] = await addMembers(sql, 2)
  const slow = connect(url, { max: 1 })
  t.after(() => slow.end({ timeout: 1 }))
  await slow.unsafe('begin')
  await change(slow, late)
  await change(sql, early)
  publisher.wake()
  await until(() => received.length === 1 && isEmpty(sql), { what: 'the early one' })
  await slow.unsafe('commit')
  publisher.wake()
  await until(() => received.length === 2, { what: 'the late one' })
  assert.deepEqual(received.map(({ key }) => key), [`member:${early}`, `member:${late}`]) // prettier-ignore
})

test('within a key ids have the order of the commits, not of the beginnings', async (t) => {
  const { sql, url } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  const slow = connect(url, { max: 1 })
  t.after(() => slow.end({ timeout: 1 }))
  await slow.unsafe('begin')
  await change(slow, id)
  const second = change(sql, id)
  const waiting = () =>
    sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  await until(async () => (await waiting()).length === 1, { what: 'the second writer to wait' })
  await slow.unsafe('commit')
  await second
  const rows = await sql`select (data ->> 'revision')::int as revision from outbox order by id`
  assert.deepEqual(rows.map((row) => row['revision']), [1, 2]) // prettier-ignore
})

test('a crash between publish and delete publishes again, with the same ids', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const { open } = openExchange(t)
  const received = await consumeMemberEvents(open())
  const [id = 0] = await addMembers(sql, 1)
  for (let n = 0; n < 3; n++) await change(sql, id)
  await sql.unsafe(`
    create function reject() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
    create trigger reject before delete on outbox execute function reject();`)
  const first = openPublisher(t, { sql, broker: open() })
  await until(() => received.length >= 3, { what: 'the first publication' })
  await first.publisher.close()
  assert.equal(await pending(sql), 3)
  await sql`drop trigger reject on outbox`
  const before = received.length
  openPublisher(t, { sql, broker: open() })
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  assert.equal(received.length, before + 3)
  assert.equal(new Set(received.map((event) => event.id)).size, 3)
  assert.deepEqual(received.slice(before), received.slice(0, 3))
  assert.deepEqual([...firstOccurrences(received).values()], [[1, 2, 3]])
})

test('while the broker is unavailable nothing is lost, and the order holds', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const { exchange, open } = openExchange(t)
  const received = await consumeMemberEvents(open())
  const { publisher, value } = openPublisher(t, { sql, broker: open(), batch: 7 })
  const members = await addMembers(sql, 3)
  exchange.stop()
  for (let round = 0; round < 30; round++) {
    for (const id of members) await change(sql, id)
    publisher.wake()
    // Away, back for a moment in the middle of the work, away again.
    if (round % 10 === 4) exchange.start()
    if (round % 10 === 6) exchange.stop()
  }
  exchange.stop()
  await until(async () => ((await value('lag_seconds')) ?? 0) > 0, { what: 'a lag to be seen' })
  assert.ok(((await value('pending')) ?? 0) > 0)
  exchange.start()
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  await until(() => firstOccurrences(received).get(`member:${members[0]}`)?.length === 30, {
    what: 'all events',
  })
  for (const revisions of firstOccurrences(received).values()) assert.deepEqual(revisions, upTo(30))
  await until(async () => (await value('pending')) === 0, { what: 'nothing pending' })
  assert.equal(await value('lag_seconds'), 0)
})

test('the database may kill every connection at any moment', async (t) => {
  const { sql: killer, url } = await testDatabase(t, migrations)
  const sql = connect(url, { max: 4, name: 'victim' })
  t.after(() => sql.end({ timeout: 1 }))
  const { open } = openExchange(t)
  const received = await consumeMemberEvents(open())
  const { publisher } = openPublisher(t, { sql, broker: open(), batch: 5 })
  const members = await addMembers(killer, 5)
  for (let round = 0; round < 10; round++) {
    for (const id of members) await change(killer, id)
    publisher.wake()
    await killer`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'victim' and datname = current_database()`
  }
  await until(() => isEmpty(killer), { what: 'an empty outbox' })
  for (const revisions of firstOccurrences(received).values()) assert.deepEqual(revisions, upTo(10))
  assert.equal((await retryOnConnectionLoss(() => sql`select 1 as one`))[0]?.['one'], 1)
})

test('an event the broker rejects permanently blocks its own key only', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const { open } = openExchange(t)
  const received = await consumeMemberEvents(open())
  const [bad = 0, good = 0] = await addMembers(sql, 2)
  await change(sql, bad)
  await sql`update outbox set data = data || jsonb_build_object('displayName', repeat('x', 2000))`
  // More of them than a batch holds.
  for (let n = 0; n < 5; n++) await change(sql, bad)
  for (let n = 0; n < 3; n++) await change(sql, good)
  const first = openPublisher(t, { sql, broker: open({ maxMessageBytes: 1_000 }), batch: 3 })
  await until(() => received.length === 3, { what: 'the other key' })
  await until(async () => (await pending(sql)) === 6, { what: 'only the rejected key to be left' })
  assert.deepEqual([...firstOccurrences(received)], [[`member:${good}`, [1, 2, 3]]])
  await first.publisher.close()
  await sql`update outbox set data = data || jsonb_build_object('displayName', 'x')`
  openPublisher(t, { sql, broker: open({ maxMessageBytes: 1_000 }), batch: 3 })
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  assert.deepEqual(firstOccurrences(received).get(`member:${bad}`), upTo(6))
})

test('close waits for the confirm in flight, publishes nothing more and releases the lease', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  for (let n = 0; n < 3; n++) await change(sql, id)
  const started = latch()
  const confirm = latch()
  const published: Received[] = []
  const broker = {
    connected: true,
    async publish(message: Parameters<typeof read>[0]) {
      published.push(read(message))
      started.resolve()
      await confirm.promise
    },
  }
  const { publisher } = openPublisher(t, { sql, broker })
  await started.promise
  let closed = false
  const closing = publisher.close().then(() => (closed = true))
  const again = publisher.close()
  await sql`select pg_sleep(0.05)`
  assert.equal(closed, false)
  confirm.resolve()
  await Promise.all([closing, again])
  publisher.start()
  publisher.wake()
  assert.equal(published.length, 1)
  assert.equal(await pending(sql), 2)
  const [lease] = await sql`select until < now() as free from outbox_lease where name = 'outbox'`
  assert.equal(lease?.['free'], true)
})
