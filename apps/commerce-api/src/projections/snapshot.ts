import { retryOnce, type Sql } from '@munova/database'
import type { MemberState, ProductState, ProjectionSnapshot } from '@munova/event-contract'
import type { Shop } from '../shop.ts'

export type SnapshotPart = Omit<ProjectionSnapshot['data'], 'requestId' | 'part'>

/**
 * Everything that other systems may know, one bounded part after the other; the last one is empty. Members of any
 * status, products that are or were published. The parts are of different moments: who is changed after it was read
 * comes by an event of its own with a higher revision, and so does who is added.
 */
export async function* snapshotParts({ sql, categories, config }: Shop): AsyncGenerator<SnapshotPart> {
  const empty = { last: false, categories: [], members: [], products: [], orders: [] }
  yield { ...empty, categories: [...categories.items] }
  for await (const members of pages((after) => readMembers(sql, after, config.SNAPSHOT_MEMBERS))) {
    yield { ...empty, members }
  }
  for await (const products of pages((after) => readProducts(sql, after, config.SNAPSHOT_PRODUCTS))) {
    yield { ...empty, products }
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
  return retryOnce(
    () => sql<MemberState[]>`
      select id, name as "displayName", role, status, revision
      from members where id > ${after} order by id limit ${limit}`,
  )
}

function readProducts(sql: Sql, after: number, limit: number): Promise<ProductState[]> {
  // Indexes products_pkey and product_images_pkey.
  return retryOnce(
    () => sql<ProductState[]>`
      select id, seller_id as "sellerId", name, price, status, revision,
        (select url from product_images where product_id = products.id and position = 1) as "imageUrl"
      from products
      where id > ${after} and published_at is not null
      order by id limit ${limit}`,
  )
}
