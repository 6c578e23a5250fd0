import type { Order } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'

/** An order with the number of its state: a change that expects the same revision has seen everything in it. */
export interface CurrentOrder {
  order: Order
  revision: number
  memberId: number
}

/** A buyer's own order. Throws ORDER_NOT_FOUND, for another member's too. */
export async function readOwnOrder(sql: Sql, memberId: number, orderId: number): Promise<CurrentOrder> {
  return readOrder(sql, sql`orders.id = ${orderId} and member_id = ${memberId}`)
}

/** Any order, for who may see all. Throws ORDER_NOT_FOUND. */
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

interface OrderRow {
  id: number
  number: string
  status: Order['status']
  revision: number
  memberId: number
  itemsTotal: number
  discount: number
  total: number
  paid: number
  refunded: number
  couponId: number | null
  address: Order['address']
  note: string
  items: Order['items']
  payment: Order['payment']
  refunds: Order['refunds']
  shipments: Order['shipments']
  returns: Order['returns']
  placedAt: Date
  expiresAt: Date
  paidAt: Date | null
}

/** One statement, so that all of it is of one moment. */
async function readOrder(sql: Sql, condition: ReturnType<Sql>): Promise<CurrentOrder> {
  // Indexes orders_pkey, order_items_order, payments_order, refunds_order, shipments_order, returns_order.
  const [row] = await retryOnConnectionLoss(
    () => sql<OrderRow[]>`
      select orders.id, number, status, revision, member_id as "memberId", items_total as "itemsTotal", discount,
        total, paid, refunded, coupon_id as "couponId", note, placed_at as "placedAt", expires_at as "expiresAt",
        paid_at as "paidAt",
        json_build_object('recipient', recipient, 'phone', phone, 'postcode', postcode, 'line1', line1,
          'line2', line2) as address,
        (${itemsOf(sql)}) as items, (${paymentOf(sql)}) as payment, (${refundsOf(sql)}) as refunds,
        (${shipmentsOf(sql)}) as shipments, (${returnsOf(sql)}) as returns
      from orders where ${condition}`,
  )
  if (!row) throw problem('ORDER_NOT_FOUND')
  const { revision, memberId, placedAt, expiresAt, paidAt, ...order } = row
  return {
    revision,
    memberId,
    order: {
      ...order,
      placedAt: placedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      paidAt: paidAt?.toISOString() ?? null,
    },
  }
}

function itemsOf(sql: Sql) {
  return sql`
    select coalesce(json_agg(json_build_object(
      'id', id, 'skuId', sku_id, 'productId', product_id, 'sellerId', seller_id, 'productName', product_name,
      'colorName', color_name, 'sizeMm', size_mm, 'imageUrl', image_url, 'unitPrice', unit_price,
      'quantity', quantity, 'discount', discount, 'amount', unit_price::bigint * quantity - discount,
      'status', status, 'shipmentId', shipment_id, 'deliveredAt', ${instant(sql, sql`delivered_at`)}
    ) order by id), '[]')
    from order_items where order_id = orders.id`
}

/** The one that counts: what was paid, else the newest attempt. */
function paymentOf(sql: Sql) {
  return sql`
    select json_build_object(
      'paymentKey', payment_key, 'status', status, 'amount', amount, 'method', method,
      'approvedAt', ${instant(sql, sql`approved_at`)},
      'account', case when status = 'WAITING_FOR_DEPOSIT' then json_build_object(
        'bankCode', bank_code, 'accountNumber', account_number, 'dueDate', ${instant(sql, sql`due_date`)}) end)
    from payments where order_id = orders.id
    order by payments.id = orders.payment_id desc nulls last, payments.id desc
    limit 1`
}

function refundsOf(sql: Sql) {
  return sql`
    select coalesce(json_agg(json_build_object(
      'id', id, 'amount', amount, 'cause', cause, 'status', status,
      'requestedAt', ${instant(sql, sql`requested_at`)}, 'doneAt', ${instant(sql, sql`done_at`)}
    ) order by id), '[]')
    from refunds where order_id = orders.id`
}

function shipmentsOf(sql: Sql) {
  return sql`
    select coalesce(json_agg(json_build_object(
      'id', id, 'sellerId', seller_id, 'courier', courier, 'trackingNumber', tracking_number,
      'shippedAt', ${instant(sql, sql`shipped_at`)}, 'deliveredAt', ${instant(sql, sql`delivered_at`)}
    ) order by id), '[]')
    from shipments where order_id = orders.id`
}

function returnsOf(sql: Sql) {
  return sql`
    select coalesce(json_agg(json_build_object(
      'id', id, 'itemId', item_id, 'kind', kind, 'reason', reason, 'note', note, 'exchangeSkuId', exchange_sku_id,
      'status', status, 'answer', answer, 'requestedAt', ${instant(sql, sql`requested_at`)},
      'resolvedAt', ${instant(sql, sql`resolved_at`)}
    ) order by id), '[]')
    from returns where order_id = orders.id`
}

/** As JSON carries instants: in UTC, since connections are. */
export function instant(sql: Sql, column: ReturnType<Sql>) {
  return sql`to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
