import type { Sql } from '@munova/database'

type Fragment = ReturnType<Sql>

/** By how much each count of a SKU changes, for each pair. */
export interface Movement {
  stock?: 1 | -1
  reserved?: 1 | -1
  allocated?: 1 | -1
}

/**
 * CTEs `moving`, `stock` and `stock_event` of a statement that moves pairs: `pairs` is SQL that gives `sku_id` and
 * `quantity`, as often as it likes for one SKU. SKUs are locked in id order, after the rows that `after` counts, which
 * the statement locks before them. When a count would become wrong the whole statement is refused (skus_committed).
 */
export function moveStock(
  sql: Sql,
  { pairs, by, after }: { pairs: Fragment; by: Movement; after: Fragment },
) {
  const { stock = 0, reserved = 0, allocated = 0 } = by
  const freed = stock - reserved - allocated
  return sql`
    moving as (select sku_id, sum(quantity)::int as quantity from (${pairs}) as pairs group by sku_id),
    pile as materialized (
      select id from skus
      where id in (select sku_id from moving) and (select count(*) from (${after}) as earlier) >= 0
      order by id
      for no key update
    ),
    stock as (
      update skus set
        stock = skus.stock + ${stock} * moving.quantity,
        reserved = skus.reserved + ${reserved} * moving.quantity,
        allocated = skus.allocated + ${allocated} * moving.quantity
      from moving join pile on pile.id = moving.sku_id
      where skus.id = moving.sku_id
      returning skus.id, skus.product_id, skus.stock - skus.reserved - skus.allocated as after,
        skus.stock - skus.reserved - skus.allocated - ${freed} * moving.quantity as was
    ),
    stock_event as (
      insert into outbox (type, version, key, data)
      select 'stock.changed', 1, 'sku:' || id, jsonb_build_object(
        'skuId', id, 'productId', product_id, 'available', after)
      from stock where (after = 0) <> (was = 0)
    )`
}
