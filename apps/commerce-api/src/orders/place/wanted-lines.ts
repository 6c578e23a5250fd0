import { availableTo, isHeldFor } from '../../catalogue/stock/holds.ts'
import type { OrderStatus, PlaceOrder, ShippingPolicy } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { listPrice, validPrice } from '../../catalogue/prices/valid-price.ts'
import { maySell } from '../../catalogue/products/may-sell.ts'
import { policyColumn } from '../../catalogue/shipping-policies/policy.ts'

/** An order of the member that is neither paid nor ended, and what it holds. */
export interface OpenOrder {
  id: number
  number: string
  status: OrderStatus
  fromCart: boolean
  couponId: number | null
  items: { skuId: number; productId: number; quantity: number }[]
}

/** A line that the member wants, with what its price depends on. */
export interface WantedLine {
  /** 0 in a preview. */
  itemId: number
  skuId: number
  quantity: number
  productId: number
  sellerId: number
  productName: string
  colorName: string
  sizeMm: number
  imageUrl: string | null
  /** The price now, and the one without a sale. */
  unitPrice: number
  listPrice: number
  /** Null: the seller ships for free. */
  shippingPolicy: ShippingPolicy | null
  onSale: boolean
  /** To the member: with the pair that is held for them. */
  available: number
  isHeld: boolean
  /** Pairs that one member may order of the product; null: any number. */
  purchaseLimit: number | null
  /** Pairs of a limited product that the member has ordered: paid, or in open orders, and not given back. */
  ordered: number
  brandId: number
  categoryId: number
  rootCategoryId: number
}

/** What a quote is made of, all of one moment. The database also chose the ids, unless it is for a preview, and the time. */
export interface Wanted {
  /** 0 in a preview. */
  orderId: number
  at: Date
  /** Orders that the member has placed; the statement that places this one is conditional on it. */
  placings: number
  open: OpenOrder[]
  /** Sorted by SKU: the order in which stock is locked. */
  lines: WantedLine[]
}

type Row = WantedLine & Omit<Wanted, 'lines'>

/** Reads the lines of an order that is to be placed, or only shown; undefined when there is none. */
export async function readWanted(
  sql: Sql,
  memberId: number,
  { lines, isPreview }: Pick<PlaceOrder, 'lines'> & { isPreview: boolean },
): Promise<Wanted | undefined> {
  // A preview leaves no trace, not even in a sequence.
  const unlessPreview = (id: Fragment) => (isPreview ? sql`0::bigint` : id)
  const wanted =
    lines === undefined
      ? sql`select sku_id, quantity from carts join cart_lines on cart_id = carts.id where member_id = ${memberId}`
      : sql`select * from unnest(
          ${lines.map(({ skuId }) => skuId)}::bigint[], ${lines.map(({ quantity }) => quantity)}::int[]
        ) as line (sku_id, quantity)`
  // Indexes skus_pkey, products_pkey, members_pkey, product_colors_pkey, product_images_pkey; orders_open, order_items_order, buyers_pkey;
  // carts_member_key, cart_lines_pkey, shipping_policies_pkey, restock_places_open; for a limited product orders_member.
  const rows = await retryOnConnectionLoss(
    () => sql<Row[]>`
      with wanted as (${wanted}),
      buyer as materialized (
        select ${unlessPreview(sql`nextval(pg_get_serial_sequence('orders', 'id'))`)} as order_id,
          coalesce((select placings from buyers where member_id = ${memberId}), 0) as placings,
          (
            select coalesce(json_agg(json_build_object('id', id, 'number', number, 'status', status,
              'fromCart', from_cart, 'couponId', coupon_id, 'items', (
                select json_agg(json_build_object(
                  'skuId', sku_id, 'productId', product_id, 'quantity', quantity))
                from order_items where order_id = orders.id
              )) order by id), '[]')
            from orders where member_id = ${memberId} and status in ('PENDING', 'CONFIRMING', 'AWAITING_DEPOSIT')
          ) as open
      )
      select buyer.order_id as "orderId", buyer.placings, buyer.open, now() as at,
        ${unlessPreview(sql`nextval(pg_get_serial_sequence('order_items', 'id'))`)} as "itemId",
        wanted.sku_id as "skuId", wanted.quantity, coalesce(products.status = 'PUBLISHED' and skus.removed_at is null and ${maySell(sql)}, false) as "onSale",
        coalesce(${availableTo(sql, memberId)}, 0) as available, ${isHeldFor(sql, memberId)} as "isHeld",
        products.id as "productId", products.seller_id as "sellerId", products.name as "productName", ${validPrice(sql)} as "unitPrice",
        ${listPrice(sql)} as "listPrice", ${policyColumn(sql)} as "shippingPolicy",
        product_colors.name as "colorName", size_mm as "sizeMm",
        brand_id as "brandId", category_id as "categoryId", root_category_id as "rootCategoryId",
        (select url from product_images where product_id = products.id and position = 1) as "imageUrl",
        purchase_limit as "purchaseLimit", case when purchase_limit is null then 0 else (
          select coalesce(sum(item.quantity), 0) from orders join order_items as item on item.order_id = orders.id
          where orders.member_id = ${memberId} and item.product_id = products.id
            and item.status not in ('CANCELLED', 'RETURNED', 'EXCHANGED', 'REFUNDED')
        ) end as ordered
      from buyer cross join wanted
        left join skus on skus.id = wanted.sku_id
        left join products on products.id = skus.product_id
        left join product_colors on product_colors.id = color_id
        left join shipping_policies on shipping_policies.seller_id = products.seller_id
      order by wanted.sku_id`,
  )
  const [first] = rows
  if (!first) return undefined
  const { orderId, at, placings, open } = first
  return { orderId, at, placings, open, lines: rows }
}
