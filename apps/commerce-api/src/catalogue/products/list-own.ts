import {
  Id,
  type SellerProductCard,
  type SellerProductPage,
  type SellerProductQuery,
} from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { imageColumn, summaryColumns } from './columns.ts'

const Position = z.tuple([z.literal('own'), Id])

/** A seller's products in any state, newest first. */
export async function listOwnProducts(
  sql: Sql,
  sellerId: number,
  { status, name, cursor, limit }: SellerProductQuery,
): Promise<SellerProductPage> {
  const before = decodeCursor(Position, cursor)?.[1]
  const columns = columnList<SellerProductCard>(sql, {
    ...summaryColumns(sql),
    status: sql`status`,
    imageUrl: imageColumn(sql),
    stock: sql`(select coalesce(sum(stock), 0) from skus where product_id = products.id)`,
    revision: sql`revision`,
    createdAt: isoInstant(sql, sql`created_at`),
  })
  // Index products_seller, backwards; a name is searched for among the seller's own.
  const rows = await retryOnConnectionLoss(
    () => sql<SellerProductCard[]>`
      select ${columns}
      from products
      where seller_id = ${sellerId}
        ${status === undefined ? sql`` : sql`and status = ${status}`}
        ${name === undefined ? sql`` : sql`and strpos(lower(name), lower(${name})) > 0`}
        ${before === undefined ? sql`` : sql`and id < ${before}`}
      order by products.id desc
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (row) => row, position: ({ id }) => ['own', id] })
}
