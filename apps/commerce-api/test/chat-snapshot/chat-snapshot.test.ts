import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Broker } from '@munova/broker'
import { CommerceEvent, type MemberState, type ProductState } from '@munova/event-contract'
import { until } from '@munova/testing'
import { openShop } from '../support/open-shop.ts'

function keep<State extends { id: number; revision: number }>(map: Map<number, State>, state: State): void {
  if ((map.get(state.id)?.revision ?? 0) < state.revision) map.set(state.id, state)
}

/** A consumer like chat-server: of each member and product it keeps the state with the highest revision. */
async function keepProjection(t: TestContext, broker: Broker) {
  const known = { members: new Map<number, MemberState>(), products: new Map<number, ProductState>() }
  const parts: { requestId: string; part: number; last: boolean; bytes: number }[] = []
  const consumer = broker.consume(
    {
      queue: 'test.projection',
      types: CommerceEvent.options.map((option) => option.shape.type.value),
      prefetch: 50,
      maxAttempts: 1,
      retryDelayMs: 10,
      isTransient: () => false,
    },
    async ({ body }) => {
      const event = CommerceEvent.parse(JSON.parse(Buffer.from(body).toString()))
      if (event.type === 'projection.snapshot') {
        const { requestId, part, last, members, products } = event.data
        for (const member of members) keep(known.members, member)
        for (const product of products) keep(known.products, product)
        parts.push({ requestId, part, last, bytes: body.byteLength })
      } else if ('sellerId' in event.data) keep(known.products, event.data)
      else keep(known.members, event.data)
    },
  )
  t.after(() => consumer.close())
  await consumer.ready
  return { ...known, parts }
}

async function ask(broker: Broker, data: object = { requestId: crypto.randomUUID() }): Promise<void> {
  const envelope = {
    id: crypto.randomUUID(),
    type: 'projection.requested',
    version: 1,
    occurredAt: new Date().toISOString(),
    key: 'projection',
    data,
  }
  const { id, type, key } = envelope
  await broker.publish({ id, type, key, body: Buffer.from(JSON.stringify(envelope)) })
}

test('a snapshot is complete although 50 products change meanwhile', async (t) => {
  const shop = await openShop(t, { env: { SNAPSHOT_PRODUCTS: '7', SNAPSHOT_MEMBERS: '2' } })
  const seller = await shop.person('SELLER')
  await shop.person('ADMIN')
  await shop.person()
  const brandId = await shop.brand()
  const ids: number[] = []
  for (let i = 0; i < 50; i++) ids.push((await shop.published(seller, { brandId })).id)
  await shop.draft(seller, { brandId })
  await until(async () => (await shop.sql`select from outbox`).length === 0, { what: 'an empty outbox' })

  const projection = await keepProjection(t, shop.broker)
  const changes = ids.map((id, i) =>
    i % 5 === 0
      ? shop.call(`DELETE /v1/seller/products/${id}`, { as: seller })
      : shop.call(`PATCH /v1/seller/products/${id}`, { as: seller, body: { price: i } }),
  )
  await ask(shop.broker)
  const added = await shop.published(seller, { brandId })
  await Promise.all(changes)
  await until(() => projection.parts.some(({ last }) => last), { what: 'the last part' })

  const truth = await shop.sql<{ id: number; price: number; status: string; revision: number }[]>`
    select id, price, status, revision from products where published_at is not null order by id`
  const state = () =>
    [...projection.products.values()]
      .toSorted((a, b) => a.id - b.id)
      .map(({ id, price, status, revision }) => ({ id, price, status, revision }))
  await until(() => JSON.stringify(state()) === JSON.stringify(truth), {
    what: 'the projection to be the truth',
  })
  assert.ok(projection.products.has(added.id))
  assert.equal(projection.members.size, 3)
  // In order: 1 part of categories, 2 of members, at least 50 / 7 of products, 1 last part.
  const numbers = projection.parts.map(({ part }) => part)
  assert.ok(numbers.length >= 12)
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => i + 1),
  )
  assert.deepEqual(projection.parts.map(({ last }) => last).indexOf(true), numbers.length - 1)
})

test('parts with the largest possible products fit into a message', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  await shop.sql`update products set name = ${'\u0001'.repeat(100)} where id = ${id}`
  await shop.sql`update product_images set url = ${'/' + '\u0001'.repeat(2047)} where product_id = ${id} and position = 1`
  await shop.sql`
    insert into products (
      seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at)
    select seller_id, brand_id, category_id, root_category_id, name, description, price, status, published_at
    from products, generate_series(1, 99)`
  await shop.sql`
    insert into product_images (product_id, position, url)
    select products.id, 1, url from products, product_images
    where products.id <> ${id} and product_id = ${id} and position = 1`
  const projection = await keepProjection(t, shop.broker)
  await ask(shop.broker)
  await until(() => projection.parts.some(({ last }) => last), { what: 'the last part' })
  assert.equal(projection.products.size, 100)
  assert.ok(Math.max(...projection.parts.map(({ bytes }) => bytes)) < 256 * 1024)
})

test('a malformed snapshot request does not block the next one', async (t) => {
  const shop = await openShop(t, { env: { SNAPSHOT_ATTEMPTS: '2', SNAPSHOT_RETRY_MS: '5' } })
  await shop.person()
  const projection = await keepProjection(t, shop.broker)
  await ask(shop.broker, { requestId: 'not a uuid' })
  await ask(shop.broker)
  await until(() => projection.parts.some(({ last }) => last), { what: 'the last part' })
  assert.equal(projection.members.size, 1)
})
