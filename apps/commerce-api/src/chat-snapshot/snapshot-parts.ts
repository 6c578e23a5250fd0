import { brokerDefaults } from '@munova/broker'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { MemberState, OrderPart, ProductState, ProjectionSnapshot } from '@munova/event-contract'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'

/** The JSON of a part's rows: a message of the broker without the envelope and the empty lists, of 1 KB at most. */
const MAX_ROWS_BYTES = brokerDefaults.maxMessageBytes - 1_024

export type SnapshotPart = Omit<ProjectionSnapshot['data'], 'requestId' | 'part'>

/**
 * Everything that chat-server may know, in parts of bounded size, of which the last one is empty: categories, members of
 * any status, products that are or were published, and orders. The parts are read at different moments. What is added or
 * changed after it was read is published as an event of its own, with a higher revision.
 */
export async function* snapshotParts({
  sql,
  categories,
  config,
}: CatalogueContext): AsyncGenerator<SnapshotPart> {
  const empty = { last: false, categories: [], categoriesRevision: 0, members: [], products: [], orders: [] }
  await categories.refresh()
  yield { ...empty, categories: [...categories.items], categoriesRevision: categories.revision }
  for await (const members of pages((after?: MemberState) =>
    readMembers(sql, after, config.SNAPSHOT_MEMBERS),
  ))
    yield { ...empty, members }
  for await (const products of pages((after?: ProductState) =>
    readProducts(sql, after, config.SNAPSHOT_PRODUCTS),
  ))
    yield { ...empty, products }
  for await (const orders of pages((after?: OrderPart) => readOrders(sql, after, config.SNAPSHOT_ORDERS)))
    yield { ...empty, orders }
  yield { ...empty, last: true }
}

/** Keyset pages, divided where they are too large: `read` gets the last row of the page before. */
async function* pages<Row>(read: (after?: Row) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let last: Row | undefined
  for (;;) {
    const rows = await read(last)
    last = rows.at(-1)
    if (last === undefined) return
    yield* divided(rows)
  }
}

/** The rows in as many lists as their JSON needs. One row alone has 14 KB at most (libs/event-contract/test/size.test.ts). */
function* divided<Row>(rows: Row[]): Generator<Row[], void> {
  if (Buffer.byteLength(JSON.stringify(rows)) <= MAX_ROWS_BYTES) {
    yield rows
    return
  }
  const middle = Math.ceil(rows.length / 2)
  yield* divided(rows.slice(0, middle))
  yield* divided(rows.slice(middle))
}

function readMembers(sql: Sql, after: MemberState | undefined, limit: number): Promise<MemberState[]> {
  // Index members_pkey.
  return retryOnConnectionLoss(
    () => sql<MemberState[]>`
      select id, name as "displayName", role, status, token_generation as "tokenGeneration", revision
      from members where id > ${after?.id ?? 0} order by id limit ${limit}`,
  )
}

function readProducts(sql: Sql, after: ProductState | undefined, limit: number): Promise<ProductState[]> {
  // Indexes products_pkey and product_images_pkey.
  return retryOnConnectionLoss(
    () => sql<ProductState[]>`
      select id, seller_id as "sellerId", name, price, revision,
        case when status = 'SUSPENDED' then 'DRAFT' else status end as status,
        (select url from product_images where product_id = products.id and position = 1) as "imageUrl"
      from products
      where id > ${after?.id ?? 0} and published_at is not null
      order by id limit ${limit}`,
  )
}

/** The parts that sellers have in orders, sorted by order and seller. */
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
