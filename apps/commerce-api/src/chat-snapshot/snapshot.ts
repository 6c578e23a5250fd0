import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { MemberState, OrderPart, ProductState, ProjectionSnapshot } from '@munova/event-contract'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'

export type SnapshotPart = Omit<ProjectionSnapshot['data'], 'requestId' | 'part'>

/**
 * Everything that other systems may know, one bounded part after the other; the last one is empty. Members of any
 * status, products that are or were published, orders. The parts are of different moments: who is changed after it was read
 * comes by an event of its own with a higher revision, and so does who is added.
 */
export async function* snapshotParts({
  sql,
  categories,
  config,
}: CatalogueContext): AsyncGenerator<SnapshotPart> {
  const empty = { last: false, categories: [], members: [], products: [], orders: [] }
  yield { ...empty, categories: [...categories.items] }
  for await (const members of pages((after) => readMembers(sql, after, config.SNAPSHOT_MEMBERS))) {
    yield { ...empty, members }
  }
  for await (const products of pages((after) => readProducts(sql, after, config.SNAPSHOT_PRODUCTS))) {
    yield { ...empty, products }
  }
  let last: OrderPart | undefined
  for (;;) {
    const orders = await readOrders(sql, last, config.SNAPSHOT_ORDERS)
    last = orders.at(-1)
    if (!last) break
    yield { ...empty, orders }
  }
  yield { ...empty, last: true }
}

/** Keyset pages by ascending id. */
async function* pages<Row extends { id: number }>(read: (after: number) => Promise<Row[]>) {
  let after = 0
  for (;;) {
    const rows = await read(after)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.id
  }
}

function readMembers(sql: Sql, after: number, limit: number): Promise<MemberState[]> {
  // Index members_pkey.
  return retryOnConnectionLoss(
    () => sql<MemberState[]>`
      select id, name as "displayName", role, status, revision
      from members where id > ${after} order by id limit ${limit}`,
  )
}

function readProducts(sql: Sql, after: number, limit: number): Promise<ProductState[]> {
  // Indexes products_pkey and product_images_pkey.
  return retryOnConnectionLoss(
    () => sql<ProductState[]>`
      select id, seller_id as "sellerId", name, price, status, revision,
        (select url from product_images where product_id = products.id and position = 1) as "imageUrl"
      from products
      where id > ${after} and published_at is not null
      order by id limit ${limit}`,
  )
}

/** Sellers' parts of orders, by order and seller. */
function readOrders(sql: Sql, after: OrderPart | undefined, limit: number): Promise<OrderPart[]> {
  // Indexes orders_pkey and order_items_order.
  return retryOnConnectionLoss(
    () => sql<OrderPart[]>`
      select orders.id, part.seller_id as "sellerId", member_id as "buyerId", number, part.title, part.items,
        case when part.sellers = 1 then total end as total, orders.revision,
        case
          when orders.status in ('EXPIRED', 'CANCELLED') then orders.status
          when orders.status <> 'PAID' then 'PLACED'
          when part.cancelled then 'CANCELLED'
          when part.delivered then 'DELIVERED'
          when part.shipped then 'SHIPPED'
          else 'PAID' end as status
      from orders cross join lateral (
        select seller_id, (array_agg(product_name order by id))[1] as title, count(distinct coalesce(line_id, id))::int as items,
          bool_and(status = 'CANCELLED') as cancelled, bool_or(delivered_at is not null) as delivered,
          bool_or(shipment_id is not null) as shipped, count(*) over () as sellers
        from order_items where order_id = orders.id
        group by seller_id
      ) as part
      where orders.id >= ${after?.id ?? 0} and (orders.id, part.seller_id) > (${after?.id ?? 0}, ${after?.sellerId ?? 0})
      order by orders.id, part.seller_id
      limit ${limit}`,
  )
}
