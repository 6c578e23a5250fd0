import type { MemberState, ProductState, ProjectionSnapshot } from '@munova/event-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'

/**
 * Stores the states whose revision is newer than the stored one; duplicates and late events have no effect. A withdrawn
 * member has no name, whatever stands in for it in the event.
 */
export async function applyMembers(sql: Sql, members: readonly MemberState[]): Promise<void> {
  if (members.length === 0) return
  const column = <Key extends keyof MemberState>(key: Key) => members.map((member) => member[key])
  await retryOnConnectionLoss(
    () => sql`
      insert into members as known (id, display_name, role, status, token_generation, revision, changed_at)
      select id, case when status <> 'WITHDRAWN' then display_name end, role, status, token_generation, revision,
        clock_timestamp()
      from unnest(${column('id')}::bigint[], ${column('displayName')}::text[], ${column('role')}::text[],
        ${column('status')}::text[], ${column('tokenGeneration')}::int[], ${column('revision')}::bigint[])
        as t (id, display_name, role, status, token_generation, revision)
      order by id
      on conflict (id) do update set display_name = excluded.display_name, role = excluded.role,
        status = excluded.status, token_generation = excluded.token_generation, revision = excluded.revision, changed_at = excluded.changed_at
      where known.revision < excluded.revision`,
  )
}

/** As `applyMembers`, for products. */
export async function applyProducts(sql: Sql, products: readonly ProductState[]): Promise<void> {
  if (products.length === 0) return
  const column = <Key extends keyof ProductState>(key: Key) => products.map((product) => product[key])
  await retryOnConnectionLoss(
    () => sql`
      insert into products as known (id, seller_id, name, price, image_url, status, revision)
      select * from unnest(${column('id')}::bigint[], ${column('sellerId')}::bigint[], ${column('name')}::text[],
        ${column('price')}::bigint[], ${column('imageUrl')}::text[], ${column('status')}::text[],
        ${column('revision')}::bigint[]) as t (id, seller_id, name, price, image_url, status, revision)
      order by id
      on conflict (id) do update set seller_id = excluded.seller_id, name = excluded.name, price = excluded.price,
        image_url = excluded.image_url, status = excluded.status, revision = excluded.revision
      where known.revision < excluded.revision`,
  )
}

/**
 * Stores the category tree as tags, unless that of a newer revision is stored. The tag of a removed category stays, since
 * groups have it.
 */
export async function applyCategories(
  sql: Sql,
  { categories, categoriesRevision }: Pick<ProjectionSnapshot['data'], 'categories' | 'categoriesRevision'>,
): Promise<void> {
  if (categories.length === 0) return
  await retryOnConnectionLoss(
    () => sql`
      with newest as (
        update projection set categories_revision = ${categoriesRevision}
        where categories_revision <= ${categoriesRevision}
        returning 1
      )
      insert into tags (id, parent_id, name)
      select given.* from newest, unnest(${categories.map(({ id }) => id)}::bigint[],
        ${categories.map(({ parentId }) => parentId)}::bigint[], ${categories.map(({ name }) => name)}::text[]) as given (id, parent_id, name)
      on conflict (id) do update set parent_id = excluded.parent_id, name = excluded.name`,
  )
}
