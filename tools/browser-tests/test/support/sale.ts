import assert from 'node:assert/strict'
import { commerceClient, type CommerceClient, type CommerceSchemas } from '@munova/commerce-client'
import type { Sql } from '@munova/database'
import { outcomeOf, type Outcome } from '@munova/http-client'
import { demoPassword } from '@munova/tool-seed'
import type { Site } from './open-site.ts'

type Order = CommerceSchemas['Order']

/** commerce-api for a member of the demo shop, without pages. */
export async function shopOf({ url }: Site, email: string): Promise<CommerceClient> {
  const guest = commerceClient({ baseUrl: url })
  const { accessToken } = done(
    await outcomeOf(guest.POST('/v1/auth/sign-in', { body: { email, password: demoPassword } })),
  )
  return commerceClient({ baseUrl: url, headers: { authorization: `Bearer ${accessToken}` } })
}

/** An order of each SKU, placed and paid. */
export async function paidOrder(
  { toss }: Site,
  shop: CommerceClient,
  skuIds: readonly number[],
  { recipient = '김받음', pairs = 1 } = {},
): Promise<Order> {
  const lines = skuIds.map((skuId) => ({ skuId, quantity: pairs }))
  const address = { recipient, phone: '010-1234-5678', postcode: '06236', line1: '테헤란로 1', line2: '' }
  const header = { 'idempotency-key': crypto.randomUUID() }
  const { number, total, id } = done(
    await outcomeOf(
      shop.POST('/v1/orders', { params: { header }, body: { lines, address, note: '문 앞에 놓아 주세요' } }),
    ),
  )
  const paymentKey = await toss.pay({ orderId: number, amount: total })
  done(
    await outcomeOf(
      shop.POST('/v1/payments/confirm', {
        params: { header: { 'idempotency-key': crypto.randomUUID() } },
        body: { paymentKey, orderId: number, amount: total },
      }),
    ),
  )
  return done(await outcomeOf(shop.GET('/v1/orders/{id}', { params: { path: { id } } })))
}

/** All that is paid of the order was shipped, and arrived yesterday. */
export async function deliver(sql: Sql, orderId: number): Promise<void> {
  await sql`
    with parcel as (
      insert into shipments (order_id, seller_id, courier, tracking_number)
      select order_id, seller_id, 'CJ', '123456789012' from order_items where order_id = ${orderId} and status = 'PAID'
      returning id
    )
    update order_items set status = 'SHIPPED', shipment_id = parcel.id from parcel
    where order_id = ${orderId} and status = 'PAID'`
  await sql`
    update order_items set status = 'DELIVERED', delivered_at = now() - interval '1 day'
    where order_id = ${orderId} and status = 'SHIPPED'`
}

/** The buyer asks to send an item back, or to change it for another size. */
export async function askReturn(
  shop: CommerceClient,
  item: { id: number; order_id: number },
  more: { exchangeSkuId?: number } = {},
): Promise<void> {
  const params = { path: { id: item.order_id }, header: { 'idempotency-key': crypto.randomUUID() } }
  const body = { itemId: item.id, reason: 'WRONG_SIZE', note: '발볼이 좁아요', ...more } as const
  done(await outcomeOf(shop.POST('/v1/orders/{id}/returns', { params, body })))
}

/** The value of what must succeed. */
export function done<Value>(outcome: Outcome<Value>): Value {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message)
  return outcome.value
}
