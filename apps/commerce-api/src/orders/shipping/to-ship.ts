import { Id, type ItemToShip, type ItemToShipPage, type ItemToShipQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { decodeCursor, toPage } from '@munova/service'

type Row = Omit<ItemToShip, 'paidAt'> & { paidAt: Date }

const Position = z.tuple([z.literal('toShip'), Id])

/** The items that a seller has to ship, oldest first. */
export async function listToShip(
  sql: Sql,
  sellerId: number,
  { cursor, limit }: ItemToShipQuery,
): Promise<ItemToShipPage> {
  const after = decodeCursor(Position, cursor)?.[1]
  // Index order_items_to_ship.
  const rows = await retryOnConnectionLoss(
    () => sql<Row[]>`
      select order_items.id, order_id as "orderId", number as "orderNumber", sku_id as "skuId",
        product_name as "productName", color_name as "colorName", size_mm as "sizeMm", quantity, note,
        paid_at as "paidAt",
        json_build_object('recipient', recipient, 'phone', phone, 'postcode', postcode, 'line1', line1,
          'line2', line2) as address
      from order_items join orders on orders.id = order_id
      where seller_id = ${sellerId} and order_items.status = 'PAID'
        ${after === undefined ? sql`` : sql`and order_items.id > ${after}`}
      order by order_items.id
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: (row) => ({ ...row, paidAt: row.paidAt.toISOString() }),
    position: ({ id }) => ['toShip', id],
  })
}
