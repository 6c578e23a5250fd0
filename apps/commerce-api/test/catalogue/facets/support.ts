import assert from 'node:assert/strict'
import { ColorFamily, type ProductFacets } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import type { Shop } from '../../support/open-shop.ts'
import { paramsOf, type Query } from '../search/support.ts'

/** Every change is known, and nothing counted is kept, within some milliseconds. */
export const quick = { FACETS_POLL_MS: '10', FACET_ANSWER_MS: '1' }

export async function facetsOf(shop: Pick<Shop, 'call'>, query: Query = {}): Promise<ProductFacets> {
  const { status, body } = await shop.call<ProductFacets>(`GET /v1/products/facets?${paramsOf(query)}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

export interface Filters {
  category?: number
  brand?: readonly number[]
  size?: readonly number[]
  color?: readonly ColorFamily[]
  minPrice?: number
  maxPrice?: number
  sale?: boolean
}

/** The same counts by PostgreSQL, a statement for each facet. */
export async function countedBySql(
  sql: Sql,
  { category, brand, size, color, minPrice, maxPrice, sale }: Filters,
): Promise<ProductFacets> {
  const onSale = sql`(list_price is not null and now() >= sale_from and now() < sale_until)`
  const inStock = sql`
    skus join product_colors on product_colors.id = color_id
    where skus.product_id = products.id and removed_at is null and stock > reserved + allocated`
  // Of the same SKU.
  const ofSizes = size === undefined ? sql`` : sql`and size_mm = any(${[...size]}::int[])`
  const ofColors = color === undefined ? sql`` : sql`and family = any(${[...color]}::text[])`
  const prices = sql`
    status = 'PUBLISHED' and price >= ${minPrice ?? 0} and price <= ${maxPrice ?? 100_000_000}`
  const filters = {
    category: category === undefined ? sql`true` : sql`${category} in (category_id, root_category_id)`,
    brand: brand === undefined ? sql`true` : sql`brand_id = any(${[...brand]}::bigint[])`,
    sku:
      size === undefined && color === undefined
        ? sql`true`
        : sql`exists (select from ${inStock} ${ofSizes} ${ofColors})`,
    sale: sale === undefined ? sql`true` : sql`${onSale} = ${sale}`,
  }
  const without = (facet?: keyof typeof filters): Fragment => {
    const others = Object.entries(filters).filter(([name]) => name !== facet)
    return sql`${prices} ${others.map(([, condition]) => sql`and ${condition}`)}`
  }
  const [categories, brands, sizes, colors, [numbers]] = await Promise.all([
    sql<ProductFacets['categories']>`
      select category.id, count(*)::int as products
      from products cross join unnest(array[category_id, root_category_id]) as category (id)
      where ${without('category')} group by category.id order by category.id`,
    sql<ProductFacets['brands']>`
      select brand_id as id, count(*)::int as products from products where ${without('brand')} group by brand_id order by brand_id`,
    sql<ProductFacets['sizes']>`
      select size_mm as "sizeMm", count(*)::int as products from products
      cross join lateral (select distinct size_mm from ${inStock} ${ofColors}) as sizes
      where ${without('sku')} group by size_mm order by size_mm`,
    sql<ProductFacets['colors']>`
      select family, count(*)::int as products from products
      cross join lateral (select distinct family from ${inStock} ${ofSizes}) as families
      where ${without('sku')} group by family order by array_position(${ColorFamily.options}::text[], family)`,
    sql<[{ onSale: number; total: number }]>`
      select (select count(*)::int from products where ${without('sale')} and ${onSale}) as "onSale",
        (select count(*)::int from products where ${without()}) as total`,
  ])
  return {
    q: null,
    isComplete: true,
    categories: [...categories],
    brands: [...brands],
    sizes: [...sizes],
    colors: [...colors],
    ...numbers,
  }
}
