import type { Order } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import type { OrderEvent, OrderState } from '@munova/event-contract'

/** For the statement that places this order: its CTE `changed` gives the order's id. */
export function placedEvent(sql: Sql, memberId: number, order: Order) {
  const state: OrderState = {
    id: order.id,
    number: order.number,
    memberId,
    status: 'PENDING',
    revision: 1,
    total: order.total,
    items: order.items.map((item) => ({
      id: item.id,
      productId: item.productId,
      sellerId: item.sellerId,
      name: item.productName,
      imageUrl: item.imageUrl,
      quantity: item.quantity,
    })),
  }
  return sql`
    insert into outbox (type, version, key, data)
    select 'order.placed', 1, 'order:' || id, ${JSON.stringify(state)}::text::jsonb from changed`
}

/**
 * For a statement whose CTE `changed` gives whole rows of `orders`: their new state goes into the outbox, with what
 * `more` adds, SQL that gives jsonb. Items are listed as they were before the statement; only their number may differ.
 * `when` is a condition on `changed`.
 */
export function orderEvent(
  sql: Sql,
  type: Exclude<OrderEvent['type'], 'order.placed'>,
  { more = sql`'{}'::jsonb`, when = sql`true` }: { more?: ReturnType<Sql>; when?: ReturnType<Sql> } = {},
) {
  return sql`
    insert into outbox (type, version, key, data)
    select ${type}, 1, 'order:' || changed.id, jsonb_build_object(
      'id', changed.id, 'number', number, 'memberId', member_id, 'status', changed.status, 'revision', revision,
      'total', total, 'items', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', order_items.id, 'productId', product_id, 'sellerId', seller_id, 'name', product_name,
          'imageUrl', image_url, 'quantity', quantity) order by order_items.id), '[]')
        from order_items where order_id = changed.id
      )) || ${more}
    from changed where ${when}`
}
