import type { Order } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { paymentColumns } from '../../payments/attempt/payment-row.ts'
import { problem } from '../../problems.ts'
import {
  itemColumns,
  orderColumns,
  refundColumns,
  returnColumns,
  shipmentColumns,
  shippingFeeColumns,
} from './columns.ts'
import { toOrder, type OrderParts, type OrderRow } from './order.ts'

/** An order with its version: a change that expects the same revision has seen everything in it. */
export interface CurrentOrder {
  order: Order
  revision: number
  memberId: number
}

/** A buyer's own order. Throws ORDER_NOT_FOUND, for another member's too. */
export async function readOwnOrder(sql: Sql, memberId: number, orderId: number): Promise<CurrentOrder> {
  return readOrder(sql, sql`orders.id = ${orderId} and member_id = ${memberId}`)
}

/** Any order, for administrators. Throws ORDER_NOT_FOUND. */
export async function readAnyOrder(sql: Sql, orderId: number): Promise<CurrentOrder> {
  return readOrder(sql, sql`orders.id = ${orderId}`)
}

/** An order of which the seller sold something. Throws ORDER_NOT_FOUND. */
export async function readSoldOrder(sql: Sql, sellerId: number, orderId: number): Promise<CurrentOrder> {
  return readOrder(
    sql,
    sql`orders.id = ${orderId}
      and exists (select from order_items where order_id = orders.id and seller_id = ${sellerId})`,
  )
}

/** One statement, so that all of it is of one moment. */
async function readOrder(sql: Sql, condition: Fragment): Promise<CurrentOrder> {
  const rowsOf = (table: string, columns: Fragment, key = 'id') => sql`(
    select coalesce(json_agg(part order by part.${sql(key)}), '[]')
    from (select ${columns} from ${sql(table)} where order_id = orders.id) as part)`
  // Indexes orders_pkey, order_items_order, payments_order, refunds_order, shipments_order, returns_order,
  // order_shipping_fees_pkey.
  const [row] = await retryOnConnectionLoss(
    () => sql<(OrderRow & OrderParts & Pick<CurrentOrder, 'revision' | 'memberId'>)[]>`
      select revision, member_id as "memberId", ${orderColumns(sql)},
        ${rowsOf('order_items', itemColumns(sql))} as items,
        (
          select row_to_json(payment) from (
            select ${paymentColumns(sql)} from payments where order_id = orders.id
            order by payments.id = orders.payment_id desc nulls last, payments.id desc
            limit 1
          ) as payment
        ) as payment,
        ${rowsOf('refunds', refundColumns(sql))} as refunds,
        ${rowsOf('shipments', shipmentColumns(sql))} as shipments,
        ${rowsOf('returns', returnColumns(sql))} as returns,
        ${rowsOf('order_shipping_fees', shippingFeeColumns(sql), 'sellerId')} as "shippingFees"
      from orders where ${condition}`,
  )
  if (!row) throw problem('ORDER_NOT_FOUND')
  return { order: toOrder(row, row), revision: row.revision, memberId: row.memberId }
}
