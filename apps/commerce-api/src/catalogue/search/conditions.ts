import type { ProductQuery } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import type { CatalogueContext } from '../categories/tree.ts'
import { isOnSale } from '../prices/valid-price.ts'

/** What a query asks of a row of `products`, apart from words and brands. */
export function conditionsOf(sql: Sql, { categories }: CatalogueContext, query: ProductQuery): Fragment {
  const { category, minPrice, maxPrice, size, color, sale } = query
  return sql`
    products.status = 'PUBLISHED'
    ${category === undefined ? sql`` : inCategory(sql, category, categories.get(category))}
    ${minPrice === undefined ? sql`` : sql`and products.price >= ${minPrice}`}
    ${maxPrice === undefined ? sql`` : sql`and products.price <= ${maxPrice}`}
    ${sale === undefined ? sql`` : sale ? sql`and ${isOnSale(sql)}` : sql`and not ${isOnSale(sql)}`}
    ${size === undefined && color === undefined ? sql`` : isInStock(sql, { size, color })}`
}

/** A root category includes its leaves; an unknown category has no products. */
function inCategory(sql: Sql, id: number, category: { parentId: number | null } | undefined): Fragment {
  if (!category) return sql`and false`
  return category.parentId === null ? sql`and root_category_id = ${id}` : sql`and category_id = ${id}`
}

/** A SKU of one of these sizes and one of these colour families is available. Indexes skus_in_stock_pkey, skus_in_stock_family. */
function isInStock(sql: Sql, { size, color }: Pick<ProductQuery, 'size' | 'color'>): Fragment {
  return sql`
    and exists (
      select from skus_in_stock where product_id = products.id
        ${size === undefined ? sql`` : sql`and size_mm = any(${size}::smallint[])`}
        ${color === undefined ? sql`` : sql`and family = any(${color}::text[])`})`
}
