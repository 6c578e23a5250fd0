import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LikedProductPage, ProductDetail, ProductLike } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'
import { openTrade } from '../support/trade.ts'

const like = (shop: Shop, as: Person | undefined, id: number) =>
  shop.call<ProductLike & { code?: string }>(`PUT /v1/products/${id}/like`, { as })
const unlike = (shop: Shop, as: Person, id: number) =>
  shop.call<ProductLike>(`DELETE /v1/products/${id}/like`, { as })
const likesOf = async (shop: Shop, id: number) =>
  (await shop.call<ProductDetail>(`GET /v1/products/${id}`)).body.likes
const waiting = async ({ sql }: Shop) => (await sql`select from like_changes`).length

test('a like counts once, however often it is said and taken back at the same time', async (t) => {
  const trade = await openTrade(t, { env: { LIKE_COUNT_MS: '20', LIKE_COUNT_BATCH: '3' } })
  const { id } = await trade.shoe(await trade.person('SELLER'), [1])
  const crowd = await trade.crowd(8)
  const said = await Promise.all(crowd.flatMap((as) => [like(trade, as, id), like(trade, as, id)]))
  assert.deepEqual(new Set(said.map(({ status }) => status)), new Set([200]))
  assert.equal(await likesOf(trade, id), 8)
  const [first, ...others] = crowd
  assert.deepEqual((await unlike(trade, first!, id)).body, { isLiked: false, likes: 7 })
  assert.deepEqual((await unlike(trade, first!, id)).body, { isLiked: false, likes: 7 })
  // Whichever is last for a member, the count is that of the rows.
  await Promise.all(
    others.flatMap((as) => [unlike(trade, as, id), like(trade, as, id), unlike(trade, as, id)]),
  )
  const rows = await trade.sql`select from product_likes where product_id = ${id}`
  assert.equal(await likesOf(trade, id), rows.length)
  await until(async () => (await waiting(trade)) === 0, { what: 'all changes are counted' })
  assert.equal(await likesOf(trade, id), rows.length)
})

test('the count is exact before it is taken, and two processes take each change once', async (t) => {
  const trade = await openTrade(t, { env: { LIKE_COUNT_MS: '100000000' } })
  const { id } = await trade.shoe(await trade.person('SELLER'), [1])
  for (const as of await trade.crowd(3)) await like(trade, as, id)
  assert.equal(await waiting(trade), 3)
  assert.equal(await likesOf(trade, id), 3)
  const env = { DATABASE_URL: trade.databaseUrl, LIKE_COUNT_MS: '5', LIKE_COUNT_BATCH: '1' }
  await Promise.all([openShop(t, { env }), openShop(t, { env })])
  await until(async () => (await waiting(trade)) === 0, { what: 'all changes are counted' })
  const [count] = await trade.sql`select likes from like_counts where product_id = ${id}`
  assert.deepEqual({ ...count }, { likes: 3 })
  assert.equal(await likesOf(trade, id), 3)
})

test('what a member likes is a list, newest first, with what is gone', async (t) => {
  const shop = await openShop(t)
  const [seller, buyer, other] = [await shop.person('SELLER'), await shop.person(), await shop.person()]
  const products = [await shop.published(seller), await shop.published(seller), await shop.published(seller)]
  for (const { id } of products) await like(shop, buyer, id)
  await like(shop, other, products[0]!.id)
  await shop.call(`DELETE /v1/seller/products/${products[1]!.id}`, { as: seller })
  const seen: [number, string][] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor && `&cursor=${cursor}`
    const { body } = await shop.call<LikedProductPage>(`GET /v1/me/likes?limit=1${query}`, { as: buyer })
    seen.push(...body.items.map(({ id, state }) => [id, state] as [number, string]))
    cursor = body.nextCursor
  }
  const [oldest, gone, newest] = products.map(({ id }) => id)
  assert.deepEqual(seen, [[newest, 'ON_SALE'], [gone, 'GONE'], [oldest, 'ON_SALE']]) // prettier-ignore
  // A product that is gone cannot be liked, and its like can be removed.
  const again = await like(shop, other, gone!)
  assert.deepEqual([again.status, again.body.code], [404, 'PRODUCT_NOT_FOUND'])
  await unlike(shop, buyer, gone!)
  const { body } = await shop.call<LikedProductPage>('GET /v1/me/likes', { as: buyer })
  assert.deepEqual(body.items.map(({ id }) => id), [newest, oldest]) // prettier-ignore
  const { body: mine } = await shop.call<ProductLike>(`GET /v1/products/${oldest}/like`, { as: buyer })
  assert.deepEqual(mine, { isLiked: true, likes: 2 })
})

test('a member has so many likes, and takes them along by withdrawing', async (t) => {
  const shop = await openShop(t, { env: { LIKES_PER_MEMBER: '1' } })
  const [seller, buyer] = [await shop.person('SELLER'), await shop.person()]
  const [one, two] = [await shop.published(seller), await shop.published(seller)]
  await like(shop, buyer, one.id)
  const full = await like(shop, buyer, two.id)
  assert.deepEqual([full.status, full.body.code], [409, 'TOO_MANY_LIKES'])
  assert.deepEqual((await like(shop, buyer, one.id)).body, { isLiked: true, likes: 1 })
  const left = await shop.call('POST /v1/me/withdraw', { as: buyer, body: { password: buyer.password } })
  assert.ok(left.status < 300)
  assert.equal(await likesOf(shop, one.id), 0)
  assert.equal((await like(shop, buyer, one.id)).body.code, 'UNAUTHENTICATED')
})
