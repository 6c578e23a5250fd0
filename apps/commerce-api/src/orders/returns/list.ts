import {
  Id,
  type SellerReturn,
  type SellerReturnPage,
  type SellerReturnQuery,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { decodeCursor, toPage } from '@munova/service'
import { returnColumns } from '../read/columns.ts'
import { toReturn, type ReturnRow } from '../read/order.ts'

type Row = ReturnRow & Omit<SellerReturn, keyof ReturnRow>

const Position = z.tuple([z.literal('returns'), Id])

/** A seller's returns in one state, oldest first. */
export async function listReturns(
  sql: Sql,
  sellerId: number,
  { status, cursor, limit }: SellerReturnQuery,
): Promise<SellerReturnPage> {
  const after = decodeCursor(Position, cursor)?.[1]
  // Indexes returns_seller, skus_pkey, product_colors_pkey.
  const rows = await retryOnConnectionLoss(
    () => sql<Row[]>`
      select ${returnColumns(sql)},
        returns.order_id as "orderId", number as "orderNumber", product_name as "productName",
        color_name as "colorName", size_mm as "sizeMm", quantity, image_url as "imageUrl",
        (
          select json_build_object('colorName', product_colors.name, 'sizeMm', skus.size_mm)
          from skus join product_colors on product_colors.id = color_id where skus.id = exchange_sku_id
        ) as exchange
      from returns join order_items on order_items.id = item_id join orders on orders.id = returns.order_id
      where returns.seller_id = ${sellerId} and returns.status = ${status}
        ${after === undefined ? sql`` : sql`and returns.id > ${after}`}
      order by returns.id
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: toReturn, position: ({ id }) => ['returns', id] })
}
