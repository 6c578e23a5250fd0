import type { Brand, BrandPage, PageQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { NormalText } from '@munova/text-contract'
import { z } from 'zod'

const Position = z.tuple([z.literal('brand'), NormalText.max(50)])

/** All brands, sorted by name. */
export async function listBrands(sql: Sql, { cursor, limit }: PageQuery): Promise<BrandPage> {
  const after = decodeCursor(Position, cursor)?.[1] ?? ''
  // Index brands_name_key.
  const rows = await retryOnConnectionLoss(
    () => sql<Brand[]>`
      select id, name from brands where name > ${after} order by name limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (brand) => brand, position: ({ name }) => ['brand', name] })
}
