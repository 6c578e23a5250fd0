import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connectMemory, connectRabbit, MemoryExchange } from '@munova/broker'
import type { CommerceEvent, ProductState } from '@munova/event-contract'
import { testVhost, until } from '@munova/testing'
import { listen } from '../support/listen.ts'
import { openShop, type Shop } from '../support/open-shop.ts'

const about = (events: readonly CommerceEvent[], key: string) => events.filter((event) => event.key === key)

async function liveThroughEverything(t: TestContext, shop: Shop) {
  const events = await listen(t, shop.broker)
  const seller = await shop.person('SELLER')
  const admin = await shop.person('ADMIN')
  const product = await shop.published(seller)
  const silent = await shop.draft(seller)
  await shop.call(`PATCH /v1/seller/products/${silent.id}`, { as: seller, body: { price: 1 } })
  await shop.call(`DELETE /v1/seller/products/${silent.id}`, { as: seller })
  const images = ['/images/new.jpg']
  await shop.call(`PATCH /v1/seller/products/${product.id}`, { as: seller, body: { price: 5_000, images } })
  await shop.call(`DELETE /v1/seller/products/${product.id}`, { as: seller })
  const { member, password } = seller
  const role = { as: admin, body: { role: 'BUYER' } }
  await shop.call(`POST /v1/admin/members/${member.id}/role`, role)
  // The tokens from before the change of the role are void.
  const again = await shop.signIn(seller)
  await shop.call('PATCH /v1/me', { as: again, body: { name: '새 이름' } })
  await shop.call('POST /v1/me/withdraw', { as: again, body: { password } })
  await until(() => events.some(({ type }) => type === 'member.withdrawn'), { what: 'the last event' })

  assert.equal(
    about(events, `product:${silent.id}`).length,
    0,
    'what was never published is nobody’s business',
  )
  const state = (revision: number, change: object) => ({
    id: product.id,
    sellerId: member.id,
    name: product.name,
    price: product.price,
    imageUrl: product.images[0],
    status: 'PUBLISHED',
    revision,
    ...change,
  })
  assert.deepEqual(
    about(events, `product:${product.id}`).map(({ type, data }) => ({ type, data })),
    [
      { type: 'product.published', data: state(2, {}) },
      { type: 'product.updated', data: state(3, { price: 5_000, imageUrl: '/images/new.jpg' }) },
      {
        type: 'product.removed',
        data: state(4, { price: 5_000, imageUrl: '/images/new.jpg', status: 'REMOVED' }),
      },
    ],
  )
  const before = {
    id: member.id,
    displayName: member.name,
    role: 'BUYER',
    status: 'ACTIVE',
    tokenGeneration: 0,
  }
  const known = { ...before, tokenGeneration: 1 }
  assert.deepEqual(
    about(events, `member:${member.id}`).map(({ type, data }) => ({ type, data })),
    [
      { type: 'member.registered', data: { ...before, revision: 1 } },
      { type: 'member.updated', data: { ...known, revision: 2 } },
      { type: 'member.updated', data: { ...known, displayName: '새 이름', revision: 3 } },
      {
        type: 'member.withdrawn',
        data: { ...known, displayName: '탈퇴한 회원', status: 'WITHDRAWN', revision: 4 },
      },
    ],
  )
  assert.ok(!JSON.stringify(events).includes(seller.email), 'no address leaves the shop')
}

test('each change of a member or a published product is published once, in order', async (t) => {
  await liveThroughEverything(t, await openShop(t))
})

test('the same over RabbitMQ', async (t) => {
  const broker = connectRabbit(await testVhost(t))
  await liveThroughEverything(t, await openShop(t, { broker }))
})

test('changes at once arrive with growing revisions, and the last one is the state of the product', async (t) => {
  const shop = await openShop(t)
  const events = await listen(t, shop.broker)
  const seller = await shop.person('SELLER')
  const { id } = await shop.published(seller)
  for (let round = 0; round < 5; round++) {
    await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        shop.call(`PATCH /v1/seller/products/${id}`, { as: seller, body: { price: round * 10 + i } }),
      ),
    )
  }
  const states = () => about(events, `product:${id}`).map(({ data }) => data as ProductState)
  await until(() => states().length === 21, { what: '21 events' })
  assert.deepEqual(
    states().map(({ revision }) => revision),
    Array.from({ length: 21 }, (_, i) => i + 2),
  )
  const { body } = await shop.call(`GET /v1/products/${id}`)
  assert.equal(states().at(-1)?.price, body['price'])
})

test('while the broker is down the shop keeps working, and events are published afterwards', async (t) => {
  const exchange = new MemoryExchange()
  const shop = await openShop(t, { broker: connectMemory(exchange) })
  const events = await listen(t, shop.broker)
  exchange.stop()
  const { member } = await shop.person()
  assert.equal((await shop.call('GET /readyz')).status, 200)
  assert.equal(events.length, 0)
  exchange.start()
  await until(() => about(events, `member:${member.id}`).length === 1, { what: 'the event' })
})
