import { StorableText, type Brand, type BrandPage, type PageQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { pageOf, readCursor } from '../../cursor.ts'

const Place = z.tuple([z.literal('brand'), StorableText.max(50)])

/** Brands by name. */
export async function listBrands(sql: Sql, { cursor, limit }: PageQuery): Promise<BrandPage> {
  const after = cursor === undefined ? '' : readCursor(Place, cursor)[1]
  // Index brands_name_key.
  const rows = await retryOnConnectionLoss(
    () => sql<Brand[]>`
      select id, name from brands where name > ${after} order by name limit ${limit + 1}`,
  )
  return pageOf(rows, limit, { item: (brand) => brand, place: ({ name }) => ['brand', name] })
}
