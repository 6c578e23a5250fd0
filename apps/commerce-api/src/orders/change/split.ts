import type { ItemStatus } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { Part } from './parts.ts'

/**
 * CTEs `part`, `item` and `rest` of a statement whose CTE `changed` is the order, at the revision at which the parts
 * were cut: each item becomes its part, with the new status, and the pairs that are left become an item of their own
 * in the state that the item was in. `item` gives whole rows of the parts.
 */
export function splitItems(sql: Sql, parts: readonly Part[], status: ItemStatus) {
  return sql`
    part as (
      select * from unnest(
        ${parts.map(({ item }) => item.id)}::bigint[], ${parts.map(({ quantity }) => quantity)}::int[],
        ${parts.map(({ discount }) => discount)}::bigint[]
      ) as part (id, quantity, discount)
    ), item as (
      update order_items set status = ${status}, quantity = part.quantity, discount = part.discount
      from part, changed
      where order_items.id = part.id and order_id = changed.id
      returning order_items.*
    ), rest as (
      insert into order_items (order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url,
        unit_price, quantity, discount, status, split_from, shipment_id, delivered_at)
      select order_id, sku_id, product_id, seller_id, product_name, color_name, size_mm, image_url, unit_price,
        whole.quantity - part.quantity, whole.discount - part.discount, whole.status, whole.id, shipment_id,
        delivered_at
      from changed join order_items as whole on whole.order_id = changed.id join part on part.id = whole.id
      where whole.quantity > part.quantity
    )`
}
