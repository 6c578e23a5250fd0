import type { ProductDetail, ProductStatus, SellerColor, SellerProduct } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { available } from '../stock/available.ts'

interface ProductRow {
  id: number
  name: string
  description: string
  price: number
  brand: { id: number; name: string }
  categoryId: number
  seller: { id: number; name: string }
  colors: SellerColor[]
  images: string[]
  status: ProductStatus
  revision: number
  createdAt: Date
  publishedAt: Date | null
}

/** A product on sale, with everything its page shows. Throws PRODUCT_NOT_FOUND. */
export async function getProduct({ sql, categories }: CatalogueContext, id: number): Promise<ProductDetail> {
  const row = await readProduct(sql, sql`products.id = ${id} and products.status = 'PUBLISHED'`)
  if (!row?.publishedAt) throw problem('PRODUCT_NOT_FOUND')
  const { status: _status, revision: _revision, createdAt: _createdAt, categoryId, colors, ...shown } = row
  return {
    ...shown,
    // What orders hold is nobody's business but the seller's.
    colors: colors.map(({ skus, ...color }) => ({
      ...color,
      skus: skus.map(({ id: skuId, sizeMm, available: stock }) => ({ id: skuId, sizeMm, stock })),
    })),
    category: categories.at(categoryId),
    publishedAt: row.publishedAt.toISOString(),
  }
}

/** A seller's own product in any state. Throws PRODUCT_NOT_FOUND for another seller's too. */
export async function getOwnProduct(
  { sql, categories }: CatalogueContext,
  { sellerId, productId }: { sellerId: number; productId: number },
): Promise<SellerProduct> {
  const row = await readProduct(sql, sql`products.id = ${productId} and seller_id = ${sellerId}`)
  if (!row) throw problem('PRODUCT_NOT_FOUND')
  const { seller: _seller, categoryId, ...shown } = row
  return {
    ...shown,
    category: categories.at(categoryId),
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
  }
}

/** One statement, so that colours, sizes and images are of one moment. */
async function readProduct(sql: Sql, condition: ReturnType<Sql>): Promise<ProductRow | undefined> {
  // Indexes products_pkey, product_colors (product_id, position), skus_size_key, product_images_pkey.
  const [row] = await retryOnConnectionLoss(
    () => sql<ProductRow[]>`
      select products.id, products.name, description, price, category_id as "categoryId",
        products.status, products.revision, products.created_at as "createdAt", published_at as "publishedAt",
        json_build_object('id', brands.id, 'name', brands.name) as brand,
        json_build_object('id', members.id, 'name', members.name) as seller,
        (
          select coalesce(json_agg(json_build_object('id', product_colors.id, 'name', product_colors.name, 'skus', (
            select coalesce(json_agg(json_build_object(
              'id', skus.id, 'sizeMm', size_mm, 'stock', stock, 'available', ${available(sql)}
            ) order by size_mm), '[]')
            from skus where skus.product_id = products.id and color_id = product_colors.id
          )) order by position), '[]')
          from product_colors where product_id = products.id
        ) as colors,
        (
          select coalesce(json_agg(url order by position), '[]')
          from product_images where product_id = products.id
        ) as images
      from products
        join brands on brands.id = brand_id
        join members on members.id = seller_id
      where ${condition}`,
  )
  return row
}
