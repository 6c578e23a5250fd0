import type { EditProduct } from '@munova/commerce-contract'
import { cte } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { problem } from '../../problems.ts'
import { leafColumns } from '../categories/leaf-category.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { brandNotFound } from './brand-not-found.ts'
import { changeOwn, type OwnProduct } from './change-own.ts'
import { toStoredColumns } from './columns.ts'

/**
 * Changes the fields that the edit has. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED when the revision is
 * not the expected one, BRAND_NOT_FOUND, CATEGORY_NOT_FOUND, CATEGORY_NOT_LEAF.
 */
export async function editProduct(
  context: CatalogueContext,
  own: OwnProduct,
  edit: EditProduct,
): Promise<void> {
  const { expectedRevision, categoryId, images } = edit
  const columns = {
    ...toStoredColumns(edit),
    ...(categoryId !== undefined && leafColumns(context.categories, categoryId)),
  }
  await changeOwn(context.sql, own, ({ status, revision }) => {
    if (status === 'REMOVED') throw problem('PRODUCT_REMOVED')
    if (expectedRevision !== undefined && expectedRevision !== revision) throw problem('PRODUCT_CHANGED')
    return updateProduct(context, own.productId, { columns, images: images ?? null, revision })
  })
  context.outbox.wake()
}

interface ProductUpdate {
  columns: object
  /** Null: the images stay. */
  images: string[] | null
  /** The revision that is changed. */
  revision: number
}

/** False when the product has another revision. */
async function updateProduct(
  { sql }: CatalogueContext,
  productId: number,
  { columns, images, revision }: ProductUpdate,
): Promise<boolean> {
  const changed = cte<ProductColumns>(
    sql,
    'changed',
    sql`
      update products set ${sql({ ...columns, revision: revision + 1 })}
      where id = ${productId} and revision = ${revision}
      returning *`,
  )
  const edited = await sql`
    with ${changed.definition}, image as (
      insert into product_images (product_id, position, url)
      select changed.id, position, url
      from ${changed.name} as changed, unnest(${images}::text[]) with ordinality as given (url, position)
      on conflict (product_id, position) do update set url = excluded.url
    ), removed_images as (
      delete from product_images using ${changed.name} as changed
      where product_id = changed.id and position > cardinality(${images}::text[])
    ), event as (${productEvent(sql, ProductUpdated, changed, images)})
    select id from ${changed.name}`.catch(brandNotFound)
  return edited.length > 0
}
