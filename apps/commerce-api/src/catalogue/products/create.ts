import type { CreateProduct, SellerProduct } from '@munova/commerce-contract'
import { cte, type Fragment, type Rows } from '@munova/database'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import { withLeaf } from '../categories/leaf-category.ts'
import type { Context } from '../../context.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { brandNotFound } from './brand-not-found.ts'
import { toStoredColumns } from './columns.ts'
import { getOwnProduct } from './detail.ts'
import { usePictures } from '../../pictures/use.ts'

/**
 * Creates a DRAFT with its colours, sizes, stock and images in one statement. Throws FORBIDDEN when the member is not a
 * seller any more, BRAND_NOT_FOUND, CATEGORY_NOT_FOUND, CATEGORY_NOT_LEAF, PICTURE_NOT_FOUND.
 */
export async function createProduct(
  context: CatalogueContext,
  sellerId: number,
  input: CreateProduct,
): Promise<SellerProduct> {
  const productId = await storeProduct(context, sellerId, input)
  return getOwnProduct(context, { sellerId, productId })
}

/** As createProduct(), with a part of the statement that stores what else follows from the product's row; resolves to its id. */
export async function storeProduct(
  context: CatalogueContext,
  sellerId: number,
  input: CreateProduct,
  alongside?: (product: Rows<{ id: number }>) => Fragment,
): Promise<number> {
  await requireActiveRole(context.sql, sellerId, 'SELLER')
  await usePictures(context.sql, sellerId, input.images)
  return withLeaf(context.categories, input.categoryId, (leaf) => {
    const columns = {
      seller_id: sellerId,
      ...toStoredColumns(input),
      ...(input.disclosure && { disclosure: context.sql.json(input.disclosure) }),
      ...leaf,
    }
    return insertProduct(context, input, { columns, alongside })
  })
}

interface Insertion {
  columns: object
  alongside: ((product: Rows<{ id: number }>) => Fragment) | undefined
}

/** Resolves to the id of the product. */
async function insertProduct(
  { sql }: Context,
  input: CreateProduct,
  { columns, alongside }: Insertion,
): Promise<number> {
  const product = cte<{ id: number }>(sql, 'product', sql`insert into products ${sql(columns)} returning id`)
  const skus = input.colors.flatMap((color) => color.skus.map((sku) => ({ ...sku, color: color.name })))
  const [stored] = await sql<[{ id: number }]>`
    with ${product.definition}, color as (
      insert into product_colors (product_id, position, name, chosen_family)
      select product.id, position, given.name, given.family
      from product, unnest(
        ${input.colors.map((color) => color.name)}::text[],
        ${input.colors.map((color) => color.family ?? null)}::text[]
      ) with ordinality as given (name, family, position)
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
    ) ${alongside ? sql`, further as (${alongside(product)})` : sql``}
    select id from ${product.name}`.catch(brandNotFound)
  return stored.id
}
