import type { Fragment, Rows, Sql } from '@munova/database'

/**
 * A part of the statement that marks orders as paid: what was ordered from the buyer's cart is taken out of it. `items` are
 * the items of these orders.
 */
export function removeBoughtLines(
  sql: Sql,
  orders: Rows<{ id: number; member_id: number }>,
  items: Rows<{ sku_id: number }>,
): Fragment {
  return sql`
    delete from cart_lines using carts, ${orders.name} as bought
    where bought.from_cart and carts.member_id = bought.member_id and cart_id = carts.id
      and cart_lines.sku_id in (select sku_id from ${items.name})`
}
