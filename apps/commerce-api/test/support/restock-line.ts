import assert from 'node:assert/strict'
import type { RestockPlace, RestockPlacePage, SellerProduct } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { Person, Shop } from './open-shop.ts'
import { assertStockAddsUp, type Rejected } from './trade.ts'

/** The member joins the line of a size. */
export const join = (shop: Shop, as: Person, skuId: number) =>
  shop.call<RestockPlace & Rejected>(`PUT /v1/skus/${skuId}/restock-place`, { as })

export async function joined(shop: Shop, as: Person, skuId: number): Promise<RestockPlace> {
  const { status, body } = await join(shop, as, skuId)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

export const leave = (shop: Shop, as: Person, skuId: number) =>
  shop.call(`DELETE /v1/skus/${skuId}/restock-place`, { as })

export async function placesOf(shop: Shop, as: Person, query = ''): Promise<RestockPlace[]> {
  const { status, body } = await shop.call<RestockPlacePage>(`GET /v1/restock-places${query}`, { as })
  assert.equal(status, 200)
  return body.items
}

/** State and position of the newest place of the member. */
export async function placeOf(shop: Shop, as: Person): Promise<[string, number | null] | undefined> {
  const [place] = await placesOf(shop, as)
  return place && [place.state, place.position]
}

/** The seller finds pairs of a size, or misses some. */
export async function setStock(
  shop: Shop,
  seller: Person,
  { productId, skuId, stock }: { productId: number; skuId: number; stock: number },
): Promise<number> {
  const { body } = await shop.call<SellerProduct>(`GET /v1/seller/products/${productId}`, { as: seller })
  const sku = body.colors.flatMap(({ skus }) => skus).find(({ id }) => id === skuId)
  const path = `/v1/seller/products/${productId}/skus/${skuId}/stock`
  const { status } = await shop.call(`PUT ${path}`, {
    as: seller,
    body: { stock, expectedStock: sku!.stock },
  })
  return status
}

/** The time of all holds has ended; the next run of the job notices. */
export const endHolds = (sql: Sql) => sql`update restock_places set held_until = now() where state = 'HELD'`

/** What must hold whenever no statement runs. */
export async function assertLinesAddUp(sql: Sql): Promise<void> {
  await assertStockAddsUp(sql)
  const passedBy = await sql`
    select skus.id from skus join products on products.id = product_id
    where waiting > 0 and stock > reserved + allocated and removed_at is null and status = 'PUBLISHED'`
  assert.deepEqual([...passedBy], [], 'nobody waits while a pair is available')
  const overtaken = await sql`
    select held.id from restock_places as held join restock_places as waiting on waiting.sku_id = held.sku_id
    where held.held_until is not null and waiting.state = 'WAITING' and waiting.id < held.id`
  assert.deepEqual([...overtaken], [], 'nobody is held a pair before who came first')
}
