import type { ProductStatus } from '@munova/commerce-contract'
import { columnList, type Columns, isoInstant, retryOnConnectionLoss, type Sql } from '@munova/database'
import { listPrice } from '../prices/valid-price.ts'
import type { Fields, SingleField } from './fields.ts'

/** A size of a colour that is on sale. */
export interface SkuState {
  id: number
  color: string
  sizeMm: number
  stock: number
  /** Pairs that are reserved or allocated. */
  committed: number
}

/** What a file can say of a product, as it is stored. */
export interface ProductState extends Required<Pick<Fields, SingleField>> {
  id: number
  status: ProductStatus
  revision: number
  brand: string
  skus: SkuState[]
}

/** What an export shows of a product. */
export type ExportedState = Omit<ProductState, 'description'>

export interface Selection {
  sellerId: number
  /** Of these; without them the first `limit` after `after`. */
  ids?: readonly number[]
  after?: number
  limit?: number
}

/** A seller's products that are not removed, by id. */
export const readStates = (sql: Sql, selection: Selection) =>
  read<ProductState>(sql, selection, { ...exportedColumns(sql), description: sql`description` })

/** The same without their descriptions, the longest that a product has. */
export const readExportedStates = (sql: Sql, selection: Selection) =>
  read<ExportedState>(sql, selection, exportedColumns(sql))

const exportedColumns = (sql: Sql): Columns<ExportedState> => ({
  id: sql`products.id`,
  status: sql`products.status`,
  revision: sql`revision`,
  name: sql`products.name`,
  brandId: sql`brand_id`,
  brand: sql`brands.name`,
  categoryId: sql`category_id`,
  listPrice: listPrice(sql),
  sale: sql`case when sale_until > now() then json_build_object('price', sale_price,
      'from', ${isoInstant(sql, sql`sale_from`)}, 'until', ${isoInstant(sql, sql`sale_until`)}) end`,
  skus: sql`(
      select coalesce(json_agg(json_build_object('id', skus.id, 'color', product_colors.name, 'sizeMm', size_mm,
        'stock', stock, 'committed', reserved + allocated) order by product_colors.position, size_mm), '[]')
      from skus join product_colors on product_colors.id = color_id
      where skus.product_id = products.id and removed_at is null)`,
})

async function read<State extends object>(
  sql: Sql,
  { sellerId, ids, after = 0, limit }: Selection,
  columns: Columns<State>,
) {
  // Indexes products_pkey, products_seller, brands_pkey, skus_size_key, product_colors_pkey.
  return retryOnConnectionLoss(
    () => sql<State[]>`
      select ${columnList<State>(sql, columns)} from products join brands on brands.id = brand_id
      where seller_id = ${sellerId} and products.status <> 'REMOVED'
        ${ids === undefined ? sql`and products.id > ${after}` : sql`and products.id = any(${ids as number[]}::bigint[])`}
      order by products.id ${limit === undefined ? sql`` : sql`limit ${limit}`}`,
  )
}
