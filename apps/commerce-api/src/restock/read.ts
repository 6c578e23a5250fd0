import {
  Id,
  type RestockPlace,
  type RestockPlacePage,
  type RestockPlaceQuery,
} from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'
import { imageColumn } from '../catalogue/products/columns.ts'
import { maySell } from '../catalogue/products/may-sell.ts'

const Position = z.tuple([z.literal('restock'), Id])

/** A place of the member; undefined when it does not exist. */
export async function readPlace(sql: Sql, memberId: number, id: number): Promise<RestockPlace | undefined> {
  const [place] = await retryOnConnectionLoss(
    () => sql<RestockPlace[]>`${places(sql)} where place.id = ${id} and place.member_id = ${memberId}`,
  )
  return place
}

/** The places of the member, newest first, in keyset pages. */
export async function listPlaces(
  sql: Sql,
  memberId: number,
  { product, open, cursor, limit }: RestockPlaceQuery,
): Promise<RestockPlacePage> {
  const [, before] = decodeCursor(Position, cursor) ?? []
  // Index restock_places_member, backwards; a member has few open places, and ended ones are deleted.
  const rows = await retryOnConnectionLoss(
    () => sql<RestockPlace[]>`
      ${places(sql)}
      where place.member_id = ${memberId}
        ${before === undefined ? sql`` : sql`and place.id < ${before}`}
        ${product === undefined ? sql`` : sql`and skus.product_id = ${product}`}
        ${open === undefined ? sql`` : sql`and (place.ended_at is null) = ${open}`}
      order by place.id desc
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (row) => row, position: ({ id }) => ['restock', id] })
}

/** Indexes skus_pkey, products_pkey, product_colors_pkey, product_images_pkey, members_pkey, restock_places_line. */
function places(sql: Sql): Fragment {
  const columns = columnList<RestockPlace>(sql, {
    id: sql`place.id`,
    skuId: sql`place.sku_id`,
    productId: sql`products.id`,
    productName: sql`products.name`,
    colorName: sql`product_colors.name`,
    sizeMm: sql`skus.size_mm`,
    imageUrl: imageColumn(sql),
    onSale: sql`(products.status = 'PUBLISHED' and skus.removed_at is null and ${maySell(sql)})`,
    state: sql`place.state`,
    // At most RESTOCK_LINE_LENGTH rows.
    position: sql`case when place.state = 'WAITING' then 1 + (
      select count(*) from restock_places as ahead
      where ahead.sku_id = place.sku_id and ahead.state = 'WAITING' and ahead.id < place.id
    ) end`,
    joinedAt: isoInstant(sql, sql`place.joined_at`),
    heldUntil: isoInstant(sql, sql`place.held_until`),
  })
  return sql`
    select ${columns}
    from restock_places as place
      join skus on skus.id = place.sku_id
      join products on products.id = skus.product_id
      join product_colors on product_colors.id = skus.color_id`
}
