import type { Sql } from '@munova/database'
import type { CommerceEvent } from '@munova/event-contract'

type ProductEventType = Extract<CommerceEvent['type'], `product.${string}`>

/**
 * For a statement whose CTE `changed` gives whole rows of `products`: the new state of those that are or were
 * published goes into the outbox. `images` are the new ones, null when they stay as they are.
 */
export function productEvent(sql: Sql, type: ProductEventType, images: readonly string[] | null = null) {
  const imageUrl =
    images === null
      ? sql`(select url from product_images where product_id = changed.id and position = 1)`
      : sql`${images[0] ?? null}::text`
  return sql`
    insert into outbox (type, version, key, data)
    select ${type}, 1, 'product:' || id, jsonb_build_object(
      'id', id, 'sellerId', seller_id, 'name', name, 'price', price, 'imageUrl', ${imageUrl},
      'status', status, 'revision', revision)
    from changed where published_at is not null`
}
