import type { Cart, CartItem } from '@munova/commerce-contract'
import { isoInstant, type Cte, type Fragment, type Sql } from '@munova/database'
import { listPrice, validPrice } from '../catalogue/prices/valid-price.ts'
import { available } from '../catalogue/stock/available.ts'
import { availableTo } from '../catalogue/stock/holds.ts'
import type { CartOwner } from './owner.ts'

/** The columns of `cart_lines` that cart items are made of. */
export interface CartLineRow {
  sku_id: number
  quantity: number
  price: number
  position: number
  added_at: Date
}

/** Pairs of a row of `skus` that whoever has the cart can order. */
export const availableToOwner = (sql: Sql, owner: CartOwner): Fragment =>
  'memberId' in owner ? availableTo(sql, owner.memberId) : available(sql)

/** A subquery that gives the CartItems of these lines as a JSON array, with the current price, stock and product status. */
export function cartItems(sql: Sql, lines: Cte<CartLineRow>, owner: CartOwner): Fragment {
  const pairs = availableToOwner(sql, owner)
  // Indexes skus_pkey, product_colors_pkey, products_pkey, brands_pkey, product_images_pkey; of a member's restock_places_open.
  return sql`(
    select coalesce(json_agg(json_build_object(
      'skuId', line.sku_id, 'quantity', line.quantity,
      'state', case
        when products.status <> 'PUBLISHED' or skus.removed_at is not null then 'REMOVED'
        when ${pairs} <= 0 then 'SOLD_OUT'
        when ${pairs} < line.quantity then 'SHORT'
        else 'ORDERABLE' end,
      'available', case when products.status = 'PUBLISHED' then ${pairs} else 0 end,
      'price', ${validPrice(sql)}, 'listPrice', ${listPrice(sql)}, 'priceSeen', line.price,
      'product', json_build_object(
        'id', products.id, 'name', products.name, 'sellerId', products.seller_id,
        'imageUrl', (select url from product_images where product_id = products.id and position = 1),
        'brand', json_build_object('id', brands.id, 'name', brands.name)),
      'color', product_colors.name, 'sizeMm', skus.size_mm,
      'addedAt', ${isoInstant(sql, sql`line.added_at`)}
    ) order by line.position), '[]')
    from ${lines.name} as line
      join skus on skus.id = line.sku_id
      join product_colors on product_colors.id = skus.color_id
      join products on products.id = skus.product_id
      join brands on brands.id = products.brand_id
  )`
}

/** A cart of these items; its sums count the orderable ones. */
export function toCart(items: CartItem[]): Cart {
  const orderable = items.filter((item) => item.state === 'ORDERABLE')
  return {
    items,
    quantity: orderable.reduce((sum, item) => sum + item.quantity, 0),
    amount: orderable.reduce((sum, item) => sum + item.quantity * item.price, 0),
  }
}
