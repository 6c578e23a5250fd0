import type { AuditAction, Category } from '@munova/commerce-contract'
import { cte, emitEvent, sqlState } from '@munova/database'
import { ProjectionSnapshot } from '@munova/event-contract'
import { retryOnConflict } from '@munova/service'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import { problem } from '../../problems.ts'
import { readTree, type CatalogueContext, type StoredTree } from './tree.ts'

/** What an act makes of the tree. */
export interface TreeChange {
  /** The category that the act is about, as it is afterwards, or was when it is removed. */
  category: Category
  /** The new tree: roots and leaves, siblings in their order. */
  items: readonly Category[]
  action: AuditAction & `category.${string}`
  /** For the audit log. */
  details: object
}

/** Each further attempt follows the change of another administrator. */
const ATTEMPTS = 10

/**
 * Makes a change that is conditional on the tree's revision, and plans it again when the tree has changed meanwhile.
 * `plan` throws the problem that forbids the change, and gives a category alone when there is nothing to change. Throws
 * FORBIDDEN when the member is not an administrator any more, CATEGORY_IN_USE for a removed category that a product or campaign
 * has, and UNAVAILABLE after ATTEMPTS conflicts.
 */
export async function changeTree(
  context: CatalogueContext,
  admin: RequestActor,
  plan: (tree: StoredTree) => TreeChange | Category,
): Promise<Category> {
  const { sql, categories, outbox } = context
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const attempt = async () => {
    const tree = await readTree(sql)
    const change = plan(tree)
    if (!('items' in change)) return change
    return (await storeTree(context, admin, { tree, change })) ? change.category : undefined
  }
  const category = await retryOnConflict(attempt, {
    attempts: ATTEMPTS,
    conflict: () => problem('UNAVAILABLE'),
  })
  await categories.refresh()
  outbox.wake()
  return category
}

/** False when the tree has another revision than the given one. */
async function storeTree(
  { sql }: CatalogueContext,
  admin: RequestActor,
  { tree, change }: { tree: StoredTree; change: TreeChange },
): Promise<boolean> {
  const { category, items, action, details } = change
  const siblings = Map.groupBy(items, ({ parentId }) => parentId)
  const ids = items.map(({ id }) => id)
  const changed = cte<{ revision: number }>(
    sql,
    'changed',
    sql`
      update category_tree set revision = revision + 1, last_id = greatest(last_id, ${category.id})
      where revision = ${tree.revision}
      returning revision`,
  )
  const event = emitEvent(sql, ProjectionSnapshot, {
    key: 'snapshot:categories',
    data: {
      requestId: sql`gen_random_uuid()`,
      part: 1,
      last: true,
      categories: [...items],
      categoriesRevision: sql`revision`,
      members: [],
      products: [],
    },
    from: changed,
  })
  const entry = auditEntry(sql, admin, {
    action,
    thing: 'category',
    thingId: sql`${category.id}::bigint`,
    details: sql`${JSON.stringify(details)}::text::jsonb`,
    from: changed,
  })
  // Only rows that differ are written: a written name or parent locks out the products of the category.
  const stored = await sql`
    with ${changed.definition}, given as materialized (
      select given.* from ${changed.name}, unnest(
        ${ids}::int[],
        ${items.map(({ parentId }) => parentId)}::int[],
        ${items.map(({ name }) => name)}::text[],
        ${items.map((item) => siblings.get(item.parentId)!.indexOf(item) + 1)}::int[]
      ) as given (id, parent_id, name, position)
    ), removed as (
      delete from categories using ${changed.name} where id <> all(${ids}::int[])
    ), added as (
      insert into categories (id, parent_id, name, position)
      select id, parent_id, name, position from given
      where not exists (select from categories where categories.id = given.id)
    ), edited as (
      update categories set parent_id = given.parent_id, name = given.name, position = given.position
      from given
      where categories.id = given.id and (categories.parent_id, categories.name, categories.position)
        is distinct from (given.parent_id, given.name, given.position)
    ), event as (${event}), audit as (${entry})
    select revision from ${changed.name}`.catch((error: unknown) => {
    // 23503: foreign_key_violation.
    throw sqlState(error) === '23503' ? problem('CATEGORY_IN_USE') : error
  })
  return stored.length > 0
}
