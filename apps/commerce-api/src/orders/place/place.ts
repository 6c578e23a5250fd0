import type { Order, PlaceOrder } from '@munova/commerce-contract'
import { violatesCheck } from '@munova/database'
import { reserveCoupon } from '../../promotions/coupons/of-order.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { moveStock } from '../../catalogue/stock/move.ts'
import { placedEvent } from '../../outbox/order-event.ts'
import { orderNumber } from './number.ts'
import { quote, type Quote } from './quote.ts'

/** A price that changes so often under one request is changed by a machine. */
const ATTEMPTS = 3

/**
 * Places an order: prices are those of now, stock and coupon are held for it, all in one statement, or nothing happens.
 * Answers the order as JSON, the same text that is stored for repetitions. Throws what quote() does, and
 * PASS_NEEDED or PASS_EARLY where a waiting room stands before a product.
 */
export async function placeOrder(
  context: Context,
  memberId: number,
  { input, once, pass }: { input: PlaceOrder; once: IdempotencyContext; pass: string | undefined },
): Promise<{ id: number; text: string }> {
  context.step('place.claimed')
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const quoted = await quote(context, memberId, input)
    for (const { productId } of quoted.lines) {
      await context.waiting.requirePass(`product:${productId}`, memberId, pass)
    }
    const order = orderOf(quoted, input, context.config.RESERVATION_TTL_MS)
    const text = JSON.stringify(order)
    if (!(await store(context, { memberId, order, input, text, once }))) continue
    once.isResponseStored = true
    context.step('place.stored')
    context.outbox.wake()
    return { id: order.id, text }
  }
  throw problem('PRICE_CHANGED')
}

function orderOf({ orderId, at, lines, ...sums }: Quote, input: PlaceOrder, holdMs: number): Order {
  return {
    id: orderId,
    number: orderNumber(at),
    status: 'PENDING',
    items: lines.map((line) => ({
      id: line.itemId,
      skuId: line.skuId,
      productId: line.productId,
      sellerId: line.sellerId,
      productName: line.productName,
      colorName: line.colorName,
      sizeMm: line.sizeMm,
      imageUrl: line.imageUrl,
      unitPrice: line.unitPrice,
      quantity: line.quantity,
      discount: line.discount,
      amount: line.unitPrice * line.quantity - line.discount,
      status: 'PENDING',
      shipmentId: null,
      deliveredAt: null,
    })),
    itemsTotal: sums.itemsTotal,
    discount: sums.discount,
    total: sums.total,
    paid: 0,
    refunded: 0,
    couponId: input.couponId ?? null,
    address: input.address,
    note: input.note,
    payment: null,
    refunds: [],
    shipments: [],
    returns: [],
    placedAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + holdMs).toISOString(),
    paidAt: null,
  }
}

interface ToStore {
  memberId: number
  order: Order
  input: PlaceOrder
  text: string
  once: IdempotencyContext
}

/** False when a price or the coupon is not what it was a moment ago. Throws OUT_OF_STOCK. */
async function store(
  { genericPlanSql: sql }: Context,
  { memberId, order, input, text, once }: ToStore,
): Promise<boolean> {
  const { items, address, couponId } = order
  const column = <Key extends keyof Order['items'][number]>(key: Key) => items.map((item) => item[key])
  const coupon =
    couponId === null
      ? sql`select from priced`
      : reserveCoupon(sql, { couponId, memberId, orderId: order.id, provided: sql`select from priced` })
  const [placed] = await sql`
    with given as (
      select * from unnest(
        ${column('id')}::bigint[], ${column('skuId')}::bigint[], ${column('productId')}::bigint[],
        ${column('sellerId')}::bigint[], ${column('productName')}::text[], ${column('colorName')}::text[],
        ${column('sizeMm')}::int[], ${column('imageUrl')}::text[], ${column('unitPrice')}::int[],
        ${column('quantity')}::int[], ${column('discount')}::bigint[]
      ) as line (id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url, unit_price,
        quantity, discount)
    ), priced as (
      -- One by one by its key: the planner does not know that there are few.
      select from given
      where unit_price = (select price from products where id = product_id and status = 'PUBLISHED')
      having count(*) = ${items.length}
    ), coupon as (${coupon}),
    changed as (
      insert into orders (id, number, member_id, items_total, discount, total, coupon_id, from_cart,
        recipient, phone, postcode, line1, line2, note, placed_at, expires_at)
        overriding system value
      select ${order.id}, ${order.number}, ${memberId}, ${order.itemsTotal}, ${order.discount}, ${order.total},
        ${couponId}, ${input.lines === undefined}, ${address.recipient}, ${address.phone}, ${address.postcode},
        ${address.line1}, ${address.line2}, ${order.note}, ${order.placedAt}, ${order.expiresAt}
      where exists (select from coupon)
      returning id
    ), item as (
      insert into order_items (id, order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm,
        image_url, unit_price, quantity, discount)
        overriding system value
      select given.id, changed.id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url,
        unit_price, quantity, given.discount
      from changed, given
      returning sku_id, quantity
    ), ${moveStock(sql, { pairs: sql`select sku_id, quantity from item`, by: { reserved: 1 }, after: sql`select from changed` })},
    event as (${placedEvent(sql, memberId, order)}), answer as (${once.storeResponse(sql, 201, text)})
    select id from changed`.catch((error: unknown) => {
    // Somebody was faster since the quote.
    throw violatesCheck(error, 'skus_committed') ? problem('OUT_OF_STOCK') : error
  })
  return placed !== undefined
}
