import {
  linePairs,
  orderLines,
  smallestOrder,
  type CouponStatus,
  type PlaceOrder,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { discountOf, type CouponTerms } from '../../promotions/coupons/discount.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'

/** One line at the current price. `itemId` is the id of its item if the order is placed. */
export interface QuotedLine {
  itemId: number
  skuId: number
  quantity: number
  productId: number
  sellerId: number
  productName: string
  colorName: string
  sizeMm: number
  imageUrl: string | null
  unitPrice: number
  discount: number
}

/** The price of an order, computed from the database now. The database also chose the ids and the time. */
export interface Quote {
  orderId: number
  at: Date
  lines: QuotedLine[]
  itemsTotal: number
  discount: number
  total: number
}

interface LineRow extends Omit<QuotedLine, 'discount'> {
  orderId: number
  at: Date
  openOrders: number
  available: number
  onSale: boolean
  brandId: number
  categoryId: number
  rootCategoryId: number
}

/**
 * Prices an order. Throws NOT_ON_SALE, OUT_OF_STOCK, COUPON_NOT_USABLE, PRICE_CHANGED, AMOUNT_TOO_SMALL, CART_EMPTY,
 * ORDER_TOO_LARGE, TOO_MANY_OPEN_ORDERS. Reserves nothing: the statement that places the order checks again.
 */
export async function quote(context: Context, memberId: number, input: PlaceOrder): Promise<Quote> {
  const { couponId } = input
  const [rows, terms] = await Promise.all([
    readLines(context.genericPlanSql, memberId, input),
    couponId === undefined ? undefined : readTerms(context.sql, memberId, couponId),
  ])
  const first = rows[0]
  if (!first) throw problem('CART_EMPTY')
  if (first.openOrders >= context.config.OPEN_ORDERS_PER_MEMBER) throw problem('TOO_MANY_OPEN_ORDERS')
  if (rows.length > orderLines || rows.some(({ quantity }) => quantity > linePairs)) {
    throw problem('ORDER_TOO_LARGE', { detail: 'atMost', lines: orderLines, pairs: linePairs })
  }
  for (const row of rows) {
    if (!row.onSale) throw problem('NOT_ON_SALE', { detail: 'sku', skuId: row.skuId })
    if (row.available < row.quantity) throw outOfStock(row)
  }
  const amounts = rows.map((row) => row.unitPrice * row.quantity)
  const itemsTotal = amounts.reduce((sum, amount) => sum + amount, 0)
  const discounts = terms ? discountsOf(terms, rows, amounts) : rows.map(() => 0)
  const discount = discounts.reduce((sum, part) => sum + part, 0)
  const total = itemsTotal - discount
  if (input.expectedTotal !== undefined && input.expectedTotal !== total) {
    throw problem('PRICE_CHANGED', { detail: 'total', total })
  }
  if (total < smallestOrder) throw problem('AMOUNT_TOO_SMALL', { detail: 'atLeast', amount: smallestOrder })
  const lines = rows.map((row, at) => ({ ...row, discount: discounts[at] ?? 0 }))
  return { orderId: first.orderId, at: first.at, lines, itemsTotal, discount, total }
}

function outOfStock({ skuId, available }: LineRow) {
  return problem('OUT_OF_STOCK', { detail: 'available', skuId, available: Math.max(available, 0) })
}

/** Sorted by SKU: the order in which stock is locked. */
function readLines(sql: Sql, memberId: number, { lines }: PlaceOrder): Promise<LineRow[]> {
  const wanted =
    lines === undefined
      ? sql`select sku_id, quantity from carts join cart_lines on cart_id = carts.id where member_id = ${memberId}`
      : sql`select * from unnest(
          ${lines.map(({ skuId }) => skuId)}::bigint[], ${lines.map(({ quantity }) => quantity)}::int[]
        ) as line (sku_id, quantity)`
  // Indexes skus_pkey, products_pkey, product_colors_pkey, product_images_pkey; orders_open; carts_member_key, cart_lines_pkey.
  return retryOnConnectionLoss(
    () => sql<LineRow[]>`
      with wanted as (${wanted}),
      open as (
        select count(*) as orders, nextval(pg_get_serial_sequence('orders', 'id')) as order_id
        from orders where member_id = ${memberId} and status in ('PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT')
      )
      select open.order_id as "orderId", open.orders as "openOrders", now() as at,
        nextval(pg_get_serial_sequence('order_items', 'id')) as "itemId",
        wanted.sku_id as "skuId", wanted.quantity, coalesce(products.status = 'PUBLISHED', false) as "onSale",
        coalesce(stock - reserved - allocated, 0) as available,
        products.id as "productId", seller_id as "sellerId", products.name as "productName", price as "unitPrice",
        product_colors.name as "colorName", size_mm as "sizeMm",
        brand_id as "brandId", category_id as "categoryId", root_category_id as "rootCategoryId",
        (select url from product_images where product_id = products.id and position = 1) as "imageUrl"
      from open cross join wanted
        left join skus on skus.id = wanted.sku_id
        left join products on products.id = skus.product_id
        left join product_colors on product_colors.id = color_id
      order by wanted.sku_id`,
  )
}

interface TermsRow extends CouponTerms {
  status: CouponStatus
  usable: boolean
}

/** Throws COUPON_NOT_USABLE, also for a coupon of another member. */
async function readTerms(sql: Sql, memberId: number, couponId: number): Promise<CouponTerms> {
  const [row] = await retryOnConnectionLoss(
    () => sql<TermsRow[]>`
      select kind, amount, percent, cap, minimum_order as "minimumOrder", scope, category_id as "categoryId",
        brand_id as "brandId", product_id as "productId", status,
        status = 'ISSUED' and member_coupons.valid_until > now() as usable
      from member_coupons join coupon_campaigns on coupon_campaigns.id = campaign_id
      where member_coupons.id = ${couponId} and member_id = ${memberId}`,
  )
  if (!row) throw problem('COUPON_NOT_USABLE', { detail: 'notFound' })
  if (row.usable) return row
  throw problem('COUPON_NOT_USABLE', { detail: whyNotUsable[row.status] })
}

/** ISSUED and not usable: the job that marks coupons as EXPIRED has not run yet. */
const whyNotUsable = {
  ISSUED: 'expired',
  RESERVED: 'reserved',
  USED: 'used',
  EXPIRED: 'expired',
} as const satisfies Record<CouponStatus, string>

function discountsOf(terms: CouponTerms, rows: LineRow[], amounts: number[]): number[] {
  const found = discountOf(
    terms,
    rows.map((row, at) => ({ ...row, amount: amounts[at] ?? 0 })),
  )
  if (found.rejected === undefined) return found.lines
  throw problem(
    'COUPON_NOT_USABLE',
    found.rejected === 'NOT_IN_SCOPE'
      ? { detail: 'outOfScope' }
      : { detail: 'minimumOrder', amount: terms.minimumOrder },
  )
}
