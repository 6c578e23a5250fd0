import type { EditProduct } from '@munova/commerce-contract'
import { cte, violatesCheck, type Fragment, type Sql } from '@munova/database'
import { ProductUpdated } from '@munova/event-contract'
import type { Actor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import { productEvent, type ProductColumns } from '../../outbox/product-events.ts'
import { problem } from '../../problems.ts'
import { priceHistory } from '../prices/price-history.ts'
import { isOnSale } from '../prices/valid-price.ts'
import { withLeaf, type LeafColumns } from '../categories/leaf-category.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { brandNotFound } from './brand-not-found.ts'
import { usePictures } from '../../pictures/use.ts'
import { changeOwn, type OwnProduct } from './change-own.ts'
import { toStoredColumns, type StoredValue } from './columns.ts'

/**
 * Changes the fields that the edit has. An edit of a product that is not a draft leaves entries in the audit log: of its list price, and of the other fields. Throws PRODUCT_NOT_FOUND, PRODUCT_REMOVED, PRODUCT_CHANGED when the revision is
 * not the expected one, BRAND_NOT_FOUND, CATEGORY_NOT_FOUND, CATEGORY_NOT_LEAF, PICTURE_NOT_FOUND, and SALE_NOT_LOWER when the list price would
 * not be above the price of its sale.
 */
export async function editProduct(
  context: CatalogueContext,
  actor: Actor,
  own: OwnProduct,
  edit: EditProduct,
): Promise<void> {
  const { expectedRevision, categoryId, images } = edit
  const { price, ...stored } = toStoredColumns(edit)
  const edited = {
    ...stored,
    ...(edit.disclosure && { disclosure: context.sql.json(edit.disclosure) }),
  }
  const store = (leaf?: LeafColumns) =>
    changeOwn(context.sql, own, async ({ status, revision }) => {
      if (status === 'REMOVED') throw problem('PRODUCT_REMOVED')
      if (expectedRevision !== undefined && expectedRevision !== revision) throw problem('PRODUCT_CHANGED')
      await usePictures(context.sql, own.sellerId, images ?? [])
      const columns = { ...edited, ...leaf }
      return updateProduct(context, own.productId, {
        actor,
        columns,
        price,
        images: images ?? null,
        revision,
      })
    })
  await (categoryId === undefined ? store() : withLeaf(context.categories, categoryId, store))
  context.outbox.wake()
}

/** Columns by the fields of which an edit tells the audit log; of the price it has an entry of its own. */
const auditedFields = {
  name: 'name',
  description: 'description',
  brandId: 'brand_id',
  categoryId: 'category_id',
  disclosure: 'disclosure',
  purchaseLimit: 'purchase_limit',
}

interface ProductUpdate {
  actor: Actor
  columns: object
  /** The list price. */
  price: StoredValue | undefined
  /** Null: the images stay. */
  images: string[] | null
  /** The revision that is changed. */
  revision: number
}

/** False when the product has another revision. */
async function updateProduct(
  { sql }: CatalogueContext,
  productId: number,
  { actor, columns, price, images, revision }: ProductUpdate,
): Promise<boolean> {
  const before = cte<ProductColumns>(
    sql,
    'before',
    sql`select * from products where id = ${productId} and revision = ${revision} for no key update`,
    { materialized: true },
  )
  const changed = cte<ProductColumns>(
    sql,
    'changed',
    sql`
      update products set ${sql({ ...columns, revision: revision + 1 })} ${setListPrice(sql, price)}
      from ${before.name} as before where products.id = before.id
      returning products.*`,
  )
  // Of a draft nobody has seen a price.
  const repriced = cte(
    sql,
    'repriced',
    sql`
      select coalesce(before.list_price, before.price) as old, coalesce(changed.list_price, changed.price) as new
      from ${before.name} as before, ${changed.name} as changed
      where before.status = 'PUBLISHED'
        and coalesce(before.list_price, before.price) <> coalesce(changed.list_price, changed.price)`,
  )
  const entry = auditEntry(sql, actor, {
    action: 'product.price',
    thing: 'product',
    thingId: sql`${productId}::bigint`,
    details: sql`jsonb_build_object('from', old, 'to', new)`,
    from: repriced,
  })
  // The texts are too long for the log, which names the fields.
  const fields = sql`
    array_remove(array[${Object.entries(auditedFields).map(
      ([name, column], index) =>
        sql`${index === 0 ? sql`` : sql`, `}case when before.${sql(column)} is distinct from changed.${sql(column)} then ${name}::text end`,
    )}, case when ${images}::text[] <> array(
      select url from product_images where product_id = before.id order by position) then 'images' end], null)`
  const rewritten = cte(
    sql,
    'rewritten',
    sql`
      select * from (
        select ${fields} as fields from ${before.name} as before, ${changed.name} as changed
        where before.status in ('PUBLISHED', 'SUSPENDED')
      ) as edit where cardinality(fields) > 0`,
  )
  const editEntry = auditEntry(sql, actor, {
    action: 'product.edit',
    thing: 'product',
    thingId: sql`${productId}::bigint`,
    details: sql`jsonb_build_object('fields', fields)`,
    from: rewritten,
  })
  const edited = await sql`
    with ${before.definition}, ${changed.definition}, ${priceHistory(sql, before, changed)}, image as (
      insert into product_images (product_id, position, url)
      select changed.id, position, url
      from ${changed.name} as changed, unnest(${images}::text[]) with ordinality as given (url, position)
      on conflict (product_id, position) do update set url = excluded.url
    ), removed_images as (
      delete from product_images using ${changed.name} as changed
      where product_id = changed.id and position > cardinality(${images}::text[])
    ), event as (${productEvent(sql, ProductUpdated, changed, images)}),
    ${repriced.definition}, audit as (${entry}), ${rewritten.definition}, audit_edit as (${editEntry})
    select id from ${changed.name}`.catch((error: unknown) => {
    if (violatesCheck(error, 'products_sale')) throw problem('SALE_NOT_LOWER')
    return brandNotFound(error)
  })
  return edited.length > 0
}

/** While a sale is planned or runs its price stays. */
function setListPrice(sql: Sql, price: StoredValue | undefined): Fragment {
  if (price === undefined) return sql``
  return sql`,
    list_price = case when products.list_price is not null then ${price}::int end,
    price = case when ${isOnSale(sql)} then products.sale_price else ${price}::int end`
}
