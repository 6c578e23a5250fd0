import type { Cart, CartItem } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import { available } from '../catalogue/stock/available.ts'

/**
 * The lines of the relation `lines`, which has the columns of `cart_lines`, as JSON and as things are now: today's
 * price and stock, and what has been removed from sale.
 */
export function itemsOf(sql: Sql) {
  // Indexes skus_pkey, product_colors_pkey, products_pkey, brands_pkey, product_images_pkey.
  return sql`
    select coalesce(json_agg(json_build_object(
      'skuId', lines.sku_id, 'quantity', lines.quantity,
      'state', case
        when products.status <> 'PUBLISHED' then 'REMOVED'
        when ${available(sql)} <= 0 then 'SOLD_OUT'
        when ${available(sql)} < lines.quantity then 'SHORT'
        else 'ORDERABLE' end,
      'available', case when products.status = 'PUBLISHED' then ${available(sql)} else 0 end,
      'price', products.price, 'priceSeen', lines.price,
      'product', json_build_object(
        'id', products.id, 'name', products.name, 'sellerId', products.seller_id,
        'imageUrl', (select url from product_images where product_id = products.id and position = 1),
        'brand', json_build_object('id', brands.id, 'name', brands.name)),
      'color', product_colors.name, 'sizeMm', skus.size_mm,
      'addedAt', to_char(lines.added_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    ) order by lines.place), '[]')
    from lines
      join skus on skus.id = lines.sku_id
      join product_colors on product_colors.id = skus.color_id
      join products on products.id = skus.product_id
      join brands on brands.id = products.brand_id`
}

export function cartOf(items: CartItem[]): Cart {
  const orderable = items.filter((item) => item.state === 'ORDERABLE')
  return {
    items,
    quantity: orderable.reduce((sum, item) => sum + item.quantity, 0),
    amount: orderable.reduce((sum, item) => sum + item.quantity * item.price, 0),
  }
}
