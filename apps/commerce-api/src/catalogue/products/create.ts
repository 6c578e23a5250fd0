import type { CreateProduct, SellerProduct } from '@munova/commerce-contract'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { getOwnProduct } from './detail.ts'
import { leafOf } from './leaf.ts'
import { brandMissing } from './brand-missing.ts'

/**
 * A new DRAFT with all its colours, sizes, stock and images, or nothing. Throws FORBIDDEN for who is no seller any
 * more, BRAND_NOT_FOUND, CATEGORY_NOT_FOUND, CATEGORY_NOT_LEAF.
 */
export async function createProduct(
  context: CatalogueContext,
  sellerId: number,
  input: CreateProduct,
): Promise<SellerProduct> {
  const { sql } = context
  const { leafId, rootId } = leafOf(context.categories, input.categoryId)
  await requireActiveRole(sql, sellerId, 'SELLER')
  const skus = input.colors.flatMap((color) => color.skus.map((sku) => ({ ...sku, color: color.name })))
  const [product] = await sql<[{ id: number }]>`
    with product as (
      insert into products (
        seller_id, brand_id, category_id, root_category_id, name, description, price)
      values (
        ${sellerId}, ${input.brandId}, ${leafId}, ${rootId}, ${input.name}, ${input.description}, ${input.price})
      returning id
    ), color as (
      insert into product_colors (product_id, position, name)
      select product.id, position, given.name
      from product, unnest(${input.colors.map((color) => color.name)}::text[]) with ordinality as given (name, position)
      returning id, product_id, name
    ), sku as (
      insert into skus (product_id, color_id, size_mm, stock)
      select color.product_id, color.id, given.size_mm, given.stock
      from color join unnest(
        ${skus.map((sku) => sku.color)}::text[],
        ${skus.map((sku) => sku.sizeMm)}::int[],
        ${skus.map((sku) => sku.stock)}::int[]
      ) as given (color, size_mm, stock) on given.color = color.name
    ), image as (
      insert into product_images (product_id, position, url)
      select product.id, position, url
      from product, unnest(${input.images}::text[]) with ordinality as given (url, position)
    )
    select id from product`.catch(brandMissing)
  return getOwnProduct(context, { sellerId, productId: product.id })
}
