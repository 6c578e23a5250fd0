import type { SellerOrder } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import { itemColumns, orderColumns, returnColumns, shipmentColumns } from '../read/columns.ts'
import {
  toItem,
  toReturn,
  toShipment,
  type ItemRow,
  type OrderRow,
  type ReturnRow,
  type ShipmentRow,
} from '../read/order.ts'

export interface SellerOrderRow extends Omit<OrderRow, 'total'> {
  buyer: SellerOrder['buyer']
  /** Of the seller's own items. */
  ownTotal: number
  items: ItemRow[]
  shipments: ShipmentRow[]
  returns: ReturnRow[]
}

/**
 * A seller's part of orders, for a statement that has rows of `orders`. A pair that replaces an exchanged one has its price, so
 * it does not count for the total. Indexes members_pkey, order_items_order, shipments_order, returns_order.
 */
export function sellerOrderColumns(sql: Sql, sellerId: number): Fragment {
  const own = (table: string, columns: Fragment) => sql`(
    select coalesce(json_agg(part order by part.id), '[]')
    from (select ${columns} from ${sql(table)} where order_id = orders.id and seller_id = ${sellerId}) as part)`
  return sql`
    ${orderColumns(sql)},
    (select json_build_object('id', members.id, 'name', members.name) from members where members.id = orders.member_id) as buyer,
    (
      select sum(unit_price::bigint * quantity - order_items.discount)::bigint from order_items
      where order_id = orders.id and seller_id = ${sellerId} and replaces is null
    ) as "ownTotal",
    ${own('order_items', itemColumns(sql))} as items,
    ${own('shipments', shipmentColumns(sql))} as shipments,
    ${own('returns', returnColumns(sql))} as returns`
}

export function toSellerOrder(row: SellerOrderRow): SellerOrder {
  const { recipient, phone, postcode, line1, line2 } = row
  const isPaid = row.paidAt !== null
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    buyer: row.buyer,
    items: row.items.map(toItem),
    total: row.ownTotal,
    address: isPaid ? { recipient, phone, postcode, line1, line2 } : null,
    note: isPaid ? row.note : null,
    shipments: row.shipments.map(toShipment),
    returns: row.returns.map(toReturn),
    placedAt: new Date(row.placedAt).toISOString(),
    paidAt: row.paidAt && new Date(row.paidAt).toISOString(),
  }
}
