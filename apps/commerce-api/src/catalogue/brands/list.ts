import type { AdminBrand, AdminBrandPage, BrandPage, PageQuery } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { NormalText } from '@munova/text-contract'
import { z } from 'zod'
import { problem } from '../../problems.ts'

const Position = z.tuple([z.literal('brand'), NormalText.max(50)])

/** The brands that are not hidden, sorted by name. */
export function listBrands(sql: Sql, query: PageQuery): Promise<BrandPage> {
  return list(sql, query, sql`not is_hidden`)
}

/** All brands, sorted by name. */
export function listAllBrands(sql: Sql, query: PageQuery): Promise<AdminBrandPage> {
  return list(sql, query, sql`true`)
}

/** Also a hidden one. Throws BRAND_NOT_FOUND. */
export async function readBrand(sql: Sql, id: number): Promise<AdminBrand> {
  const [brand] = await retryOnConnectionLoss(
    () => sql<AdminBrand[]>`select id, name, is_hidden as "isHidden", aliases from brands where id = ${id}`,
  )
  if (!brand) throw problem('BRAND_NOT_FOUND')
  return brand
}

async function list(sql: Sql, { cursor, limit }: PageQuery, condition: Fragment): Promise<AdminBrandPage> {
  const after = decodeCursor(Position, cursor)?.[1] ?? ''
  // Index brands_name_key.
  const rows = await retryOnConnectionLoss(
    () => sql<AdminBrand[]>`
      select id, name, is_hidden as "isHidden", aliases from brands where name > ${after} and ${condition}
      order by name limit ${limit + 1}`,
  )
  return toPage(rows, limit, { item: (brand) => brand, position: ({ name }) => ['brand', name] })
}
