import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { connectMemory } from '@munova/broker'
import { publishEvent, latch, until } from '@munova/testing'
import { type Chat, openChat } from '../support/chat.ts'

const member = { id: 1, displayName: '민지', role: 'BUYER', status: 'ACTIVE', revision: 1 }
const product = {
  id: 2,
  sellerId: 1,
  name: '구름 러너',
  price: 89_000,
  imageUrl: null,
  status: 'PUBLISHED',
  revision: 1,
}

/** Publishes events as commerce-api does. */
function publisher(chat: Chat, t: { after(run: () => Promise<void>): void }) {
  const broker = connectMemory(chat.exchange)
  t.after(() => broker.close())
  return {
    broker,
    publish: (type: string, key: string, data: object) => publishEvent(broker, type, data, { key }),
  }
}

/** The id of the chat-server's snapshot request. */
function requested(chat: Chat): Promise<string> {
  return until(
    async () =>
      (await chat.sql<{ id: string | null }[]>`select request_id as id from projection`)[0]?.id ?? undefined,
    { what: 'the request' },
  )
}

test('members and products follow their events; an older revision changes nothing', async (t) => {
  const chat = await openChat(t)
  const { publish } = publisher(chat, t)
  await publish('member.registered', 'member:1', member)
  await publish('product.published', 'product:2', product)
  await publish('member.updated', 'member:1', { ...member, displayName: '민지 2', revision: 3 })
  await publish('member.updated', 'member:1', { ...member, displayName: 'straggler', revision: 2 })
  await publish('product.removed', 'product:2', { ...product, status: 'REMOVED', revision: 2 })
  await publish('product.updated', 'product:2', { ...product, revision: 2 })
  // With the same keys, and so applied after all the events above.
  await publish('member.withdrawn', 'member:1', { ...member, id: 9, status: 'WITHDRAWN' })
  await publish('product.published', 'product:2', { ...product, id: 9 })
  await until(
    async () => {
      const [last] = await chat.sql`
        select (select count(*) from members where id = 9) + (select count(*) from products where id = 9) as count`
      return last?.['count'] === 2
    },
    { what: 'the last events' },
  )
  const removed = await chat.sql`select from products where status = 'REMOVED'`
  assert.equal(removed.length, 1)
  const [row] = await chat.sql`select display_name, revision from members where id = 1`
  assert.deepEqual({ ...row }, { display_name: '민지 2', revision: 3 })
})

test('an event that cannot be read is parked and the next ones are applied', async (t) => {
  const chat = await openChat(t)
  const { broker, publish } = publisher(chat, t)
  await broker.publish({
    id: randomUUID(),
    type: 'member.updated',
    key: 'member:1',
    body: Buffer.from('{"no'),
  })
  await publish('member.updated', 'member:1', { ...member, role: 'KING' })
  await publish('member.updated', 'member:1', member)
  await until(async () => (await chat.sql`select from members where id = 1`).length === 1, {
    what: 'the good event',
  })
  assert.equal(chat.exchange.parked('chat-server.projection').length, 2)
})

test('an empty chat-server requests a snapshot and is ready once the last part is applied', async (t) => {
  const chat = await openChat(t, { nodes: 0, settings: { PROJECTION_RETRY_MS: '60000' } })
  await chat.sql`update projection set completed_at = null`
  const { broker, publish } = publisher(chat, t)
  const requestedId = latch<string>()
  const consumer = broker.consume(
    {
      queue: 'commerce',
      types: ['projection.requested'],
      prefetch: 1,
      maxAttempts: 1,
      retryDelayMs: 1,
      isTransient: () => false,
    },
    async (message) => requestedId.resolve(JSON.parse(Buffer.from(message.body).toString()).data.requestId),
  )
  await consumer.ready
  const node = await chat.addNode()
  const ready = () => fetch(new URL('/readyz', node.url)).then((response) => response.status)
  assert.equal(await ready(), 503)
  const requestId = await requestedId.promise
  const part = (n: number, content: object, last = false) =>
    publish('projection.snapshot', `snapshot:${requestId}`, {
      requestId,
      part: n,
      last,
      categories: [],
      members: [],
      products: [],
      ...content,
    })
  await part(1, { categories: [{ id: 7, parentId: null, name: '남성' }], members: [member] })
  assert.equal(await ready(), 503)
  const order = { id: 31, sellerId: 1, buyerId: 9, number: 'N', title: '구름 러너', items: 1, total: 89_000, status: 'PAID', revision: 2 } // prettier-ignore
  await part(2, { products: [product], orders: [order] }, true)
  await until(async () => (await ready()) === 200, { what: 'the node to be ready' })
  const [known] = await chat.sql`select id, seller_id, buyer_id, status from orders`
  assert.deepEqual({ ...known }, { id: 31, seller_id: 1, buyer_id: 9, status: 'PAID' })
  const second = await chat.addNode()
  await until(async () => (await fetch(new URL('/readyz', second.url))).status === 200, {
    what: 'the second node',
  })
})

test('a request is repeated with a new id while nothing arrives, also one of the future of a clock that was set back', async (t) => {
  const chat = await openChat(t, { nodes: 0, settings: { PROJECTION_RETRY_MS: '50' } })
  const old = randomUUID()
  await chat.sql`
    update projection set completed_at = null, request_id = ${old}, requested_at = now() + interval '1 hour'`
  await chat.addNode()
  const other = (id: string) =>
    until(async () => ((await requested(chat)) === id ? undefined : requested(chat)), { what: 'another id' })
  const first = await other(old)
  assert.notEqual(await other(first), old)
})

test('a snapshot with a missing part is not complete', async (t) => {
  const chat = await openChat(t, { nodes: 0, settings: { PROJECTION_RETRY_MS: '60000' } })
  await chat.sql`update projection set completed_at = null`
  const node = await chat.addNode()
  const requestId = await requested(chat)
  const { publish } = publisher(chat, t)
  const empty = { requestId, categories: [], members: [], products: [] }
  await publish('projection.snapshot', `snapshot:${requestId}`, {
    ...empty,
    part: 3,
    last: true,
    members: [member],
  })
  await until(async () => (await chat.sql`select from members`).length === 1, {
    what: 'the part to be applied',
  })
  assert.equal((await fetch(new URL('/readyz', node.url))).status, 503)
})

test('a node that waits for the broker before it requests a snapshot can be closed', async (t) => {
  const chat = await openChat(t, { nodes: 0 })
  await chat.sql`update projection set completed_at = null`
  chat.exchange.stop()
  const node = await chat.addNode()
  assert.equal((await fetch(new URL('/readyz', node.url))).status, 503)
  await node.close()
})

test('duplicate parts do not undo a snapshot', async (t) => {
  const chat = await openChat(t, { nodes: 0, settings: { PROJECTION_RETRY_MS: '60000' } })
  await chat.sql`update projection set completed_at = null`
  const node = await chat.addNode()
  const requestId = await requested(chat)
  const { publish } = publisher(chat, t)
  const empty = { requestId, categories: [], members: [], products: [] }
  for (const part of [1, 2, 1, 3]) {
    await publish('projection.snapshot', `snapshot:${requestId}`, { ...empty, part, last: part === 3 })
  }
  await until(async () => (await fetch(new URL('/readyz', node.url))).status === 200, {
    what: 'the node to be ready',
  })
})

test('tags follow the category tree, and a late snapshot brings no older one back', async (t) => {
  const chat = await openChat(t)
  const { publish } = publisher(chat, t)
  const send = (revision: number | undefined, names: string[]) => {
    const requestId = randomUUID()
    return publish('projection.snapshot', 'snapshot:categories', {
      requestId,
      part: 1,
      last: true,
      categories: names.map((name, index) => ({ id: index + 901, parentId: null, name })),
      ...(revision !== undefined && { categoriesRevision: revision }),
      members: [],
      products: [],
    })
  }
  await send(undefined, ['가'])
  await send(2, ['나', '둘'])
  await send(4, ['라'])
  await send(3, ['다', '셋', '새'])
  await send(undefined, ['마'])
  // With the same key, and so applied after all the events above.
  await publish('member.registered', 'snapshot:categories', { ...member, id: 9 })
  await until(async () => (await chat.sql`select from members where id = 9`).length === 1, {
    what: 'the last event',
  })
  const tags = await chat.sql<{ name: string }[]>`select name from tags where id > 900 order by id`
  assert.deepEqual(
    tags.map(({ name }) => name),
    ['라', '둘'],
  )
})
