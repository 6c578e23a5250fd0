import type { Pass } from '@munova/auth'
import type { Order, PlaceOrder } from '@munova/commerce-contract'
import { violatesCheck, type Fragment, type Sql } from '@munova/database'
import { maySell } from '../../catalogue/products/may-sell.ts'
import { validPrice } from '../../catalogue/prices/valid-price.ts'
import type { Context } from '../../context.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { reserveCoupon } from '../../promotions/coupons/order-coupons.ts'
import { effectsOf } from './effects.ts'
import { lockSuperseded, lockTickets } from './locks.ts'
import type { Quote } from './quote.ts'

interface ToStore {
  memberId: number
  order: Order
  quoted: Quote
  passes: readonly Pass[]
  input: PlaceOrder
  /** The response: its Location, and its body. */
  location: string
  text: string
  idempotency: IdempotencyContext
}

/**
 * `price-changed`: a price or the coupon has changed since the quote. `out-of-stock`: others took
 * the pairs since then. `rival`: another order of the member was placed since
 * then, or one that was to be superseded has ended or is being paid. `pass-used`: another order has used the pass up.
 */
export type StoreResult = 'stored' | 'price-changed' | 'out-of-stock' | 'rival' | 'pass-used'

interface Row {
  isStored: boolean
  isPriced: boolean
  isFirst: boolean
  isReplaceable: boolean
  isAdmitted: boolean
}

/**
 * Stores an order as it was quoted, or does nothing. Each CTE before `changed` gives a row if its condition holds: first
 * the locks, then `priced`, `buyer` and `coupon`, each only after the one before.
 */
export async function storeOrder(
  { genericPlanSql: sql }: Context,
  { memberId, order, quoted, passes, input, location, text, idempotency }: ToStore,
): Promise<StoreResult> {
  const { address, couponId } = order
  const { placings, superseded, isHolding } = quoted
  const isPaid = order.status === 'PAID'
  const supersededIds = superseded.map(({ id }) => id)
  const provided = sql`select from buyer`
  const coupon =
    couponId === null
      ? provided
      : reserveCoupon(sql, { couponId, memberId, orderId: order.id, supersededIds, isPaid, provided })
  const replaced = lockSuperseded(sql, supersededIds)
  const tickets = lockTickets(sql, memberId, passes)
  const { changed, definitions } = effectsOf(sql, { isPaid, isReplacing: superseded.length > 0, isHolding })
  const [result] = await sql<[Row]>`
    with ${givenLines(sql, quoted)}, ${replaced.definition} ${tickets.definition} priced as (
      -- One by one by its key: the planner does not know that there are few.
      select from given
      where (unit_price, purchase_limit) = (
        select ${validPrice(sql)}, coalesce(products.purchase_limit, 0)
        from products where id = product_id and status = 'PUBLISHED' and ${maySell(sql)}
      )
      having count(*) = ${quoted.lines.length} and ${replaced.holds} and ${tickets.holds}
    ), buyer as (
      insert into buyers (member_id, placings) select ${memberId}, ${placings + 1} from priced
      on conflict (member_id) do update set placings = excluded.placings where buyers.placings = ${placings}
      returning member_id
    ), coupon as (${coupon}), changed as (
      insert into orders (id, number, member_id, status, items_total, discount, shipping_fee, total, coupon_id, from_cart,
        recipient, phone, postcode, line1, line2, note, placed_at, expires_at, paid_at)
        overriding system value
      select ${order.id}, ${order.number}, ${memberId}, ${order.status}, ${order.itemsTotal}, ${order.discount},
        ${order.shippingFee}, ${order.total}, ${couponId}, ${input.lines === undefined}, ${address.recipient},
        ${address.phone}, ${address.postcode}, ${address.line1}, ${address.line2}, ${order.note}, ${order.placedAt},
        ${order.expiresAt}, ${order.paidAt}
      where exists (select from coupon)
      returning *
    ), ${definitions}, ${tickets.use} ${shippingFees(sql, quoted)}
    response as (${idempotency.storeResponse(sql, changed, { status: 201, location, body: text })})
    select exists (select from changed) as "isStored", exists (select from priced) as "isPriced",
      exists (select from buyer) as "isFirst", ${replaced.holds} as "isReplaceable", ${tickets.holds} as "isAdmitted"`.catch(
    (error: unknown): [undefined] => {
      if (violatesCheck(error, 'skus_committed')) return [undefined]
      throw error
    },
  )
  if (!result) return 'out-of-stock'
  if (result.isStored) return 'stored'
  if (!result.isAdmitted) return 'pass-used'
  return !result.isReplaceable || (result.isPriced && !result.isFirst) ? 'rival' : 'price-changed'
}

function givenLines(sql: Sql, { lines }: Quote): Fragment {
  const column = <Key extends keyof Quote['lines'][number]>(key: Key) => lines.map((line) => line[key])
  return sql`
    given as (
      select * from unnest(
        ${column('itemId')}::bigint[], ${column('skuId')}::bigint[], ${column('productId')}::bigint[],
        ${column('sellerId')}::bigint[], ${column('productName')}::text[], ${column('colorName')}::text[],
        ${column('sizeMm')}::int[], ${column('imageUrl')}::text[], ${column('listPrice')}::int[],
        ${column('unitPrice')}::int[], ${column('quantity')}::int[], ${column('discount')}::bigint[],
        ${lines.map(({ purchaseLimit }) => purchaseLimit ?? 0)}::int[]
      ) as line (id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url, list_price, unit_price,
        quantity, discount, purchase_limit)
    )`
}

/** A CTE followed by a comma; nothing for an order that is shipped for free. */
function shippingFees(sql: Sql, { shippingFees: fees }: Quote): Fragment {
  if (fees.length === 0) return sql``
  return sql`shipping_fee as (
    insert into order_shipping_fees (order_id, seller_id, region, base_fee, surcharge, return_fee)
    select changed.id, fee.* from changed, unnest(
      ${fees.map(({ sellerId }) => sellerId)}::bigint[], ${fees.map(({ region }) => region)}::text[],
      ${fees.map(({ baseFee }) => baseFee)}::int[], ${fees.map(({ surcharge }) => surcharge)}::int[],
      ${fees.map(({ returnFee }) => returnFee)}::int[]
    ) as fee (seller_id, region, base_fee, surcharge, return_fee)
  ),`
}
