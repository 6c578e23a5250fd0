import type { Fragment, Rows, Sql } from '@munova/database'
import { maxLineImageBytes, type OrderState } from '@munova/event-contract'

/** Columns of `orders` that its events carry. */
export interface OrderColumns {
  id: number
  number: string
  member_id: number
  status: string
  revision: number
  total: number
}

/** The key and the rows of an event about each of these orders, for emitEvent(). */
export function ofOrders<Columns extends { id: number }>(sql: Sql, orders: Rows<Columns>) {
  return { key: sql`'order:' || ${orders.name}.id`, from: orders }
}

/**
 * The data that every event of an order has: the new state of the order, and its lines. For emitEvent() with rows of
 * `orders`. `lines` is a SELECT of the lines, for a statement that stores them itself.
 */
export function orderState(
  sql: Sql,
  orders: Rows<OrderColumns>,
  lines: Fragment = linesOf(sql, orders),
): Record<keyof OrderState, Fragment> {
  const order = orders.name
  return {
    id: sql`${order}.id`,
    number: sql`${order}.number`,
    memberId: sql`${order}.member_id`,
    status: sql`${order}.status`,
    revision: sql`${order}.revision`,
    total: sql`${order}.total`,
    items: sql`(
      select jsonb_agg(jsonb_build_object(
        'id', line.id, 'productId', product_id, 'sellerId', seller_id, 'name', product_name,
        'imageUrl', case when octet_length(to_json(image_url)::text) <= ${maxLineImageBytes} then image_url end,
        'quantity', quantity) order by line.id)
      from (${lines}) as line)`,
  }
}

/**
 * The lines as they were ordered. Partial cancellations, returns and exchanges divide a line into any number of items;
 * listing the line instead bounds the size of the event. An exchanged item and its replacement are the same pairs, so only
 * the replacement counts.
 */
function linesOf(sql: Sql, orders: Rows<{ id: number }>): Fragment {
  // Index order_items_order.
  return sql`
    select ${lineOf(sql)} as id, product_id, seller_id, product_name, image_url, sum(quantity) as quantity
    from order_items where order_id = ${orders.name}.id and status <> 'EXCHANGED'
    group by ${lineOf(sql)}, product_id, seller_id, product_name, image_url`
}

/** The id of the line of a row of `order_items`: the id of the item that was ordered. */
const lineOf = (sql: Sql) => sql`coalesce(line_id, id)`

/** Columns of `order_items` by which an event names the line of an item. */
export interface ItemColumns {
  id: number
  order_id: number
  line_id: number | null
}

/** The ids of the lines that these items of an order belong to, as jsonb, for events of these orders. */
export function linesWith(sql: Sql, items: Rows<ItemColumns>, orders: Rows<{ id: number }>): Fragment {
  return sql`(
    select coalesce(jsonb_agg(distinct ${lineOf(sql)} order by ${lineOf(sql)}), '[]')
    from ${items.name} where order_id = ${orders.name}.id)`
}
