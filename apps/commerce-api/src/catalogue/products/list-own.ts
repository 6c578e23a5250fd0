import {
  Id,
  type ProductStatus,
  type SellerProductPage,
  type SellerProductQuery,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { pageOf, readCursor } from '../../cursor.ts'

interface CardRow {
  id: number
  name: string
  price: number
  status: ProductStatus
  imageUrl: string | null
  stock: number
  revision: number
  createdAt: Date
}

const Place = z.tuple([z.literal('own'), Id])

/** A seller's products in any state, newest first. */
export async function listOwnProducts(
  sql: Sql,
  sellerId: number,
  { status, cursor, limit }: SellerProductQuery,
): Promise<SellerProductPage> {
  const before = cursor === undefined ? undefined : readCursor(Place, cursor)[1]
  // Index products_seller, backwards.
  const rows = await retryOnConnectionLoss(
    () => sql<CardRow[]>`
      select id, name, price, status, revision, created_at as "createdAt",
        (select url from product_images where product_id = products.id and position = 1) as "imageUrl",
        (select coalesce(sum(stock), 0) from skus where product_id = products.id) as stock
      from products
      where seller_id = ${sellerId}
        ${status === undefined ? sql`` : sql`and status = ${status}`}
        ${before === undefined ? sql`` : sql`and id < ${before}`}
      order by id desc
      limit ${limit + 1}`,
  )
  return pageOf(rows, limit, {
    item: (row) => ({ ...row, createdAt: row.createdAt.toISOString() }),
    place: ({ id }) => ['own', id],
  })
}
