import { emitEvent, type Fragment, type Rows, type Sql } from '@munova/database'
import type { ProductPublished, ProductRemoved, ProductUpdated } from '@munova/event-contract'

/** Columns of `products` that its events carry. */
export interface ProductColumns {
  id: number
  seller_id: number
  name: string
  price: number
  status: string
  revision: number
  published_at: Date | null
}

type ProductEvent = typeof ProductPublished | typeof ProductUpdated | typeof ProductRemoved

/**
 * A part of the statement that changes `products`: the new state of those that are or were published goes into the
 * outbox. `images` are the new ones, null when they stay as they are.
 */
export function productEvent(
  sql: Sql,
  schema: ProductEvent,
  products: Rows<ProductColumns>,
  images: readonly string[] | null = null,
): Fragment {
  return emitEvent(sql, schema, {
    key: sql`'product:' || id`,
    data: {
      id: sql`id`,
      sellerId: sql`seller_id`,
      name: sql`name`,
      price: sql`price`,
      imageUrl:
        images === null
          ? sql`(select url from product_images where product_id = ${products.name}.id and position = 1)`
          : (images[0] ?? null),
      // To others a product of a suspended seller is one that is not on sale.
      status: sql`case when status = 'SUSPENDED' then 'DRAFT' else status end`,
      revision: sql`revision`,
    },
    from: products,
    where: sql`published_at is not null`,
  })
}
