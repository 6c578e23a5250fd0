import type { Order, PlaceOrder } from '@munova/commerce-contract'
import { cte, emitEvent, perPool, rows, violatesCheck } from '@munova/database'
import { OrderPlaced } from '@munova/event-contract'
import { retryOnConflict } from '@munova/service'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import { faultPoint } from '../../fault-points.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { ofOrders, orderState, type OrderColumns } from '../../outbox/order-events.ts'
import { problem } from '../../problems.ts'
import { reserveCoupon } from '../../promotions/coupons/order-coupons.ts'
import type { WaitingRoomContext } from '../../promotions/waiting-room/waiting-rooms.ts'
import { toOrder } from '../read/order.ts'
import { orderNumber } from './order-number.ts'
import { quote, type Quote } from './quote.ts'

/** Changes of a price or the coupon under one request after which it gives up. */
const ATTEMPTS = 3

/**
 * Places an order: prices are those of now, stock and coupon are reserved, all in one statement, or nothing happens.
 * Resolves to the order as JSON, the same text that is stored for repetitions. Throws what quote() does, and
 * PASS_NEEDED or PASS_EARLY where a waiting room admits to a product.
 */
export async function placeOrder(
  context: WaitingRoomContext,
  memberId: number,
  {
    input,
    idempotency,
    pass,
  }: { input: PlaceOrder; idempotency: IdempotencyContext; pass: string | undefined },
): Promise<{ id: number; text: string }> {
  faultPoint('place.claimed')
  const stored = await retryOnConflict(
    async () => {
      const quoted = await quote(context, memberId, input)
      for (const { productId } of quoted.lines) {
        await context.waitingRooms.requirePass(`product:${productId}`, memberId, pass)
      }
      const order = orderOf(quoted, input, context.config.RESERVATION_TTL_MS)
      const text = JSON.stringify(order)
      const isStored = await store(context, { memberId, order, input, text, idempotency })
      return isStored ? { id: order.id, text } : undefined
    },
    { attempts: ATTEMPTS, conflict: () => problem('PRICE_CHANGED') },
  )
  idempotency.isResponseStored = true
  faultPoint('place.stored')
  context.outbox.wake()
  return stored
}

/** The order that a quote becomes. */
function orderOf(
  { orderId, at, lines, itemsTotal, discount, total }: Quote,
  { couponId, address, note }: PlaceOrder,
  reservationMs: number,
): Order {
  const row = {
    id: orderId,
    number: orderNumber(at),
    status: 'PENDING' as const,
    itemsTotal,
    discount,
    total,
    paid: 0,
    refunded: 0,
    couponId: couponId ?? null,
    ...address,
    note,
    placedAt: at,
    expiresAt: new Date(at.getTime() + reservationMs),
    paidAt: null,
  }
  const items = lines.map((line) => ({
    ...line,
    id: line.itemId,
    status: 'PENDING' as const,
    shipmentId: null,
    deliveredAt: null,
  }))
  return toOrder(row, { items, payment: null, refunds: [], shipments: [], returns: [] })
}

interface ToStore {
  memberId: number
  order: Order
  input: PlaceOrder
  text: string
  idempotency: IdempotencyContext
}

/** What the statement does besides storing the order, the CTE `changed`: its lines are the CTE `given`. */
const placed = perPool((sql) => {
  const changed = rows<OrderColumns>(sql, 'changed')
  const items = cte<Pairs>(
    sql,
    'item',
    sql`
      insert into order_items (id, order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm,
        image_url, unit_price, quantity, discount)
        overriding system value
      select given.id, changed.id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url,
        unit_price, quantity, given.discount
      from changed, given
      returning sku_id, quantity`,
  )
  const stock = moveStock(sql, { pairs: items, by: { reserved: 1 }, after: changed })
  const event = emitEvent(sql, OrderPlaced, {
    ...ofOrders(sql, changed),
    data: orderState(sql, changed, sql`select * from given`),
  })
  return { changed, definitions: sql`${items.definition}, ${stock}, event as (${event})` }
})

/** False when a price or the coupon has changed since the quote. Throws OUT_OF_STOCK. */
async function store(
  { genericPlanSql: sql }: WaitingRoomContext,
  { memberId, order, input, text, idempotency }: ToStore,
): Promise<boolean> {
  const { items, address, couponId } = order
  const column = <Key extends keyof Order['items'][number]>(key: Key) => items.map((item) => item[key])
  const coupon =
    couponId === null
      ? sql`select from priced`
      : reserveCoupon(sql, { couponId, memberId, orderId: order.id, provided: sql`select from priced` })
  const { changed, definitions } = placed(sql)
  const stored = await sql`
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
    ), coupon as (${coupon}), changed as (
      insert into orders (id, number, member_id, items_total, discount, total, coupon_id, from_cart,
        recipient, phone, postcode, line1, line2, note, placed_at, expires_at)
        overriding system value
      select ${order.id}, ${order.number}, ${memberId}, ${order.itemsTotal}, ${order.discount}, ${order.total},
        ${couponId}, ${input.lines === undefined}, ${address.recipient}, ${address.phone}, ${address.postcode},
        ${address.line1}, ${address.line2}, ${order.note}, ${order.placedAt}, ${order.expiresAt}
      where exists (select from coupon)
      returning *
    ), ${definitions}, response as (${idempotency.storeResponse(sql, changed, { status: 201, body: text })})
    select id from changed`.catch((error: unknown) => {
    // Others took the pairs since the quote.
    throw violatesCheck(error, 'skus_committed') ? problem('OUT_OF_STOCK') : error
  })
  return stored.length > 0
}
