import { Id, type LikedProduct, type LikedProductPage, type PageQuery } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, EpochMs, toPage } from '@munova/service'
import { z } from 'zod'
import { brandColumn, imageColumn, summaryColumns } from '../catalogue/products/columns.ts'
import { isSoldOut } from '../catalogue/stock/available.ts'

const Position = z.tuple([z.literal('likes'), EpochMs, Id])

/** What the member likes, newest first, in keyset pages. What is no longer on sale stays in the list until it is removed. */
export async function listLikes(
  sql: Sql,
  memberId: number,
  { cursor, limit }: PageQuery,
): Promise<LikedProductPage> {
  const [, likedAt, id] = decodeCursor(Position, cursor) ?? []
  const columns = columnList<LikedProduct>(sql, {
    ...summaryColumns(sql),
    brand: brandColumn(sql),
    imageUrl: imageColumn(sql),
    state: sql`case when status <> 'PUBLISHED' then 'GONE' when ${isSoldOut(sql)} then 'SOLD_OUT' else 'ON_SALE' end`,
    likedAt: isoInstant(sql, sql`liked_at`),
  })
  // Indexes product_likes_newest, backwards, and products_pkey; for each row skus_size_key and product_images_pkey.
  const rows = await retryOnConnectionLoss(
    () => sql<LikedProduct[]>`
      select ${columns}
      from product_likes join products on products.id = product_id join brands on brands.id = brand_id
      where member_id = ${memberId}
        ${likedAt === undefined || id === undefined ? sql`` : sql`and (liked_at, product_id) < (${new Date(likedAt)}, ${id})`}
      order by liked_at desc, product_id desc
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: (row) => row,
    position: (row) => ['likes', Date.parse(row.likedAt), row.id],
  })
}
