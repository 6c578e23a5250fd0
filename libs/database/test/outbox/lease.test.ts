import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { testDatabase, until } from '@munova/testing'
import {
  addMembers,
  change,
  firstOccurrences,
  isEmpty,
  migrations,
  openPublisher,
  read,
  upTo,
  type Received,
} from '../support/members.ts'

/** A broker that accepts everything and counts how often a publisher checked the connection. */
function recorder() {
  const published: Received[] = []
  let asked = 0
  return {
    published,
    asked: () => asked,
    get connected() {
      asked++
      return true
    },
    async publish(message: Parameters<typeof read>[0]) {
      published.push(read(message))
    },
  }
}

test('of two publishers one publishes, and the other takes over at once when it closes', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const brokers = [recorder(), recorder()] as const
  const publishers = brokers.map((broker) => openPublisher(t, { sql, broker }).publisher)
  const [id = 0] = await addMembers(sql, 1)
  for (let n = 0; n < 40; n++) {
    await change(sql, id)
    for (const publisher of publishers) publisher.wake()
  }
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  const [holder, other] = brokers[0].published.length > 0 ? ([0, 1] as const) : ([1, 0] as const)
  assert.deepEqual(brokers[holder].published.map(({ revision }) => revision), upTo(40)) // prettier-ignore
  assert.equal(brokers[other].published.length, 0)

  await publishers[holder]?.close()
  await change(sql, id)
  publishers[other]?.wake()
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  assert.deepEqual(brokers[other].published.map(({ revision }) => revision), [41]) // prettier-ignore
})

test('the lease of a dead holder is respected until it expires, then taken over', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  await change(sql, id)
  await sql`
    insert into outbox_lease (name, holder, until)
    values ('outbox', ${randomUUID()}, clock_timestamp() + interval '10 seconds')`
  const broker = recorder()
  openPublisher(t, { sql, broker })
  const attempts = async () => {
    await sql`update outbox_lease set until = clock_timestamp() + interval '10 seconds'`
    return broker.asked() >= 5
  }
  await until(attempts, { what: 'five attempts' })
  assert.equal(broker.published.length, 0)
  await sql`update outbox_lease set until = clock_timestamp() + interval '50 milliseconds'`
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  assert.equal(broker.published.length, 1)
  const [lease] = await sql`select until > now() + interval '5 seconds' as held from outbox_lease`
  assert.equal(lease?.['held'], true)
})

test('a lease that lasts longer than any does, because the clock was set back, is taken over', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  await change(sql, id)
  await sql`
    insert into outbox_lease (name, holder, until)
    values ('outbox', ${randomUUID()}, clock_timestamp() + interval '1 hour')`
  const broker = recorder()
  openPublisher(t, { sql, broker })
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  assert.equal(broker.published.length, 1)
})

test('two holders at once, by a lease that one of them lost without noticing, may repeat events but keep the order', async (t) => {
  const { sql } = await testDatabase(t, migrations)
  const [id = 0] = await addMembers(sql, 1)
  const brokers = [recorder(), recorder()] as const
  const all: Received[] = []
  for (const { published } of brokers) {
    published.push = (...events) => all.push(...events)
  }
  openPublisher(t, { sql, broker: brokers[0] })
  await change(sql, id)
  await until(() => isEmpty(sql), { what: 'the first holder' })
  // The first one asks again only when it has to renew.
  await sql`update outbox_lease set until = '-infinity'`
  openPublisher(t, { sql, broker: brokers[1] })
  for (let n = 0; n < 100; n++) await change(sql, id)
  await until(() => isEmpty(sql), { what: 'an empty outbox' })
  assert.deepEqual([...firstOccurrences(all).values()], [upTo(101)])
})
