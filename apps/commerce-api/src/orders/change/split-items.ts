import type { ItemStatus } from '@munova/commerce-contract'
import { cte, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import type { Pairs } from '../../catalogue/stock/move.ts'
import type { ItemColumns } from '../../outbox/order-events.ts'
import type { Part } from './item-parts.ts'

/** CTEs of a statement, and the one of them that has whole rows of the parts. */
export interface SplitItems {
  definitions: Fragment
  items: Cte<ItemColumns & Pairs & { seller_id: number }>
}

/**
 * For a statement that changes an order at the revision at which the parts were cut: each item becomes its part, with the
 * new status, and the pairs that are left become an item of the same line, in the state that the item was in.
 */
export function splitItems(
  sql: Sql,
  orders: Rows<{ id: number }>,
  parts: readonly Part[],
  status: ItemStatus,
): SplitItems {
  const part = cte(
    sql,
    'part',
    sql`
      select * from unnest(
        ${parts.map(({ item }) => item.id)}::bigint[], ${parts.map(({ quantity }) => quantity)}::int[],
        ${parts.map(({ discount }) => discount)}::bigint[]
      ) as part (id, quantity, discount)`,
  )
  const items = cte<ItemColumns & Pairs & { seller_id: number }>(
    sql,
    'item',
    sql`
      update order_items set status = ${status}, quantity = part.quantity, discount = part.discount
      from ${part.name} as part, ${orders.name} as changed
      where order_items.id = part.id and order_id = changed.id
      returning order_items.*`,
  )
  const rest = cte(
    sql,
    'rest',
    sql`
      insert into order_items (order_id, line_id, sku_id, product_id, seller_id, product_name, color_name, size_mm,
        image_url, unit_price, list_price, quantity, discount, status, split_from, shipment_id, delivered_at,
        extended_until)
      select order_id, coalesce(line_id, whole.id), sku_id, product_id, seller_id, product_name, color_name, size_mm,
        image_url, unit_price, list_price, whole.quantity - part.quantity, whole.discount - part.discount, whole.status, whole.id,
        shipment_id, delivered_at, extended_until
      from ${orders.name} as changed join order_items as whole on whole.order_id = changed.id
        join ${part.name} as part on part.id = whole.id
      where whole.quantity > part.quantity`,
  )
  return { definitions: sql`${part.definition}, ${items.definition}, ${rest.definition}`, items }
}
