import type { EditProduct } from '@munova/commerce-contract'
import { cte } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import { problem } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { brandMissing } from './brand-missing.ts'
import { changeOwn, type OwnProduct } from './change-own.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { leafOf } from './leaf.ts'

/**
 * Changes what the edit names. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED when it is not the
 * expected revision, BRAND_NOT_FOUND, CATEGORY_NOT_FOUND, CATEGORY_NOT_LEAF.
 */
export async function editProduct(
  context: CatalogueContext,
  own: OwnProduct,
  edit: EditProduct,
): Promise<void> {
  const { expectedRevision } = edit
  const leaf = edit.categoryId === undefined ? undefined : leafOf(context.categories, edit.categoryId)
  await changeOwn(context.sql, own, ({ status, revision }) => {
    if (status === 'REMOVED') throw problem('PRODUCT_REMOVED')
    if (expectedRevision !== undefined && expectedRevision !== revision) throw problem('PRODUCT_CHANGED')
    return apply(context, own, { ...edit, leaf, revision })
  })
  context.outbox.wake()
}

interface Edit extends EditProduct {
  leaf: { leafId: number; rootId: number } | undefined
  revision: number
}

async function apply({ sql }: CatalogueContext, { productId }: OwnProduct, edit: Edit): Promise<boolean> {
  const images = edit.images ?? null
  const changed = cte<ProductColumns>(
    sql,
    'changed',
    sql`
      update products set
        brand_id = coalesce(${edit.brandId ?? null}, brand_id),
        category_id = coalesce(${edit.leaf?.leafId ?? null}, category_id),
        root_category_id = coalesce(${edit.leaf?.rootId ?? null}, root_category_id),
        name = coalesce(${edit.name ?? null}, name),
        description = coalesce(${edit.description ?? null}, description),
        price = coalesce(${edit.price ?? null}, price),
        revision = revision + 1
      where id = ${productId} and revision = ${edit.revision}
      returning *`,
  )
  const edited = await sql`
    with ${changed.definition}, image as (
      insert into product_images (product_id, position, url)
      select changed.id, position, url
      from changed, unnest(${images}::text[]) with ordinality as given (url, position)
      on conflict (product_id, position) do update set url = excluded.url
    ), surplus as (
      delete from product_images using changed
      where product_id = changed.id and position > cardinality(${images}::text[])
    ), event as (${productEvent(sql, ProductUpdated, changed, images)})
    select id from ${changed.name}`.catch(brandMissing)
  return edited.length > 0
}
