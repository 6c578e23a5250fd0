import {
  Id,
  type SellerReturn,
  type SellerReturnPage,
  type SellerReturnQuery,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { pageOf, readCursor } from '../../cursor.ts'

type Row = Omit<SellerReturn, 'requestedAt' | 'resolvedAt'> & { requestedAt: Date; resolvedAt: Date | null }

const Place = z.tuple([z.literal('returns'), Id])

/** A seller's returns in one state, oldest first. */
export async function listReturns(
  sql: Sql,
  sellerId: number,
  { status, cursor, limit }: SellerReturnQuery,
): Promise<SellerReturnPage> {
  const after = cursor === undefined ? undefined : readCursor(Place, cursor)[1]
  // Index returns_seller.
  const rows = await retryOnConnectionLoss(
    () => sql<Row[]>`
      select returns.id, item_id as "itemId", kind, reason, returns.note, exchange_sku_id as "exchangeSkuId",
        returns.status, answer, requested_at as "requestedAt", resolved_at as "resolvedAt",
        returns.order_id as "orderId", number as "orderNumber", product_name as "productName",
        color_name as "colorName", size_mm as "sizeMm", quantity
      from returns join order_items on order_items.id = item_id join orders on orders.id = returns.order_id
      where returns.seller_id = ${sellerId} and returns.status = ${status}
        ${after === undefined ? sql`` : sql`and returns.id > ${after}`}
      order by returns.id
      limit ${limit + 1}`,
  )
  return pageOf(rows, limit, {
    item: (row) => ({
      ...row,
      requestedAt: row.requestedAt.toISOString(),
      resolvedAt: row.resolvedAt?.toISOString() ?? null,
    }),
    place: ({ id }) => ['returns', id],
  })
}
