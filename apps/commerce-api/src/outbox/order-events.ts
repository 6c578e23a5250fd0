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
 * What every event of an order says of it: the state that the statement gives it, and its lines. For emitEvent(), with
 * rows of `orders`. `lines` is SQL that gives the lines of an order that the statement itself stores.
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
 * The lines as they were ordered. Partial cancellations, returns and exchanges divide a line into items, without a bound
 * for their number; here they count as their line, so no event of an order is larger than the first. The replacement of an
 * exchanged item is the same pairs.
 */
function linesOf(sql: Sql, orders: Rows<{ id: number }>): Fragment {
  // Index order_items_order.
  return sql`
    select ${lineOf(sql)} as id, product_id, seller_id, product_name, image_url, sum(quantity) as quantity
    from order_items where order_id = ${orders.name}.id and status <> 'EXCHANGED'
    group by ${lineOf(sql)}, product_id, seller_id, product_name, image_url`
}

/** Of a row of `order_items`: the id of its line, which is that of the item before it was divided. */
const lineOf = (sql: Sql) => sql`coalesce(line_id, id)`

/** Columns of `order_items` by which an event names the line of an item. */
export interface ItemColumns {
  id: number
  order_id: number
  line_id: number | null
}

/** The lines of these items, for an event about each of these orders: jsonb of their ids. */
export function linesWith(sql: Sql, items: Rows<ItemColumns>, orders: Rows<{ id: number }>): Fragment {
  return sql`(
    select coalesce(jsonb_agg(distinct ${lineOf(sql)} order by ${lineOf(sql)}), '[]')
    from ${items.name} where order_id = ${orders.name}.id)`
}
