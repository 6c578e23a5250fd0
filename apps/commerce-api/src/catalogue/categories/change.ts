import type { Category, ChangeCategory, CreateCategory } from '@munova/commerce-contract'
import type { RequestActor } from '../../audit/actor.ts'
import { problem } from '../../problems.ts'
import { changeTree } from './store.ts'
import type { CatalogueContext, StoredTree } from './tree.ts'

/**
 * Creates a root, or a leaf of a root. Throws CATEGORY_NOT_FOUND and CATEGORY_DEPTH for the parent, CATEGORY_NAME_TAKEN,
 * TOO_MANY_CATEGORIES, and what `changeTree` throws.
 */
export function createCategory(
  context: CatalogueContext,
  admin: RequestActor,
  { parentId, name, position }: CreateCategory,
): Promise<Category> {
  const { CATEGORIES: atMost } = context.config
  return changeTree(context, admin, (tree) => {
    if (tree.items.length >= atMost)
      throw problem('TOO_MANY_CATEGORIES', { detail: 'atMost', categories: atMost })
    const category = { id: tree.lastId + 1, parentId, name }
    requirePlace(tree, category)
    const items = placed(tree, category, position)
    return { category, items, action: 'category.create', details: describe(items, category) }
  })
}

/**
 * Changes the fields that the input has; without a difference it has no effect. A leaf that moves to another root takes its
 * products along, and without a position becomes the last one there. Throws CATEGORY_NOT_FOUND, CATEGORY_DEPTH for a root
 * that is moved or a parent that is none, CATEGORY_NAME_TAKEN, and what `changeTree` throws.
 */
export function changeCategory(
  context: CatalogueContext,
  admin: RequestActor,
  { categoryId, position, ...change }: ChangeCategory & { categoryId: number },
): Promise<Category> {
  return changeTree(context, admin, (tree) => {
    const former = findCategory(tree, categoryId)
    const category = {
      id: former.id,
      parentId: change.parentId ?? former.parentId,
      name: change.name ?? former.name,
    }
    if (former.parentId === null && category.parentId !== null) throw problem('CATEGORY_DEPTH')
    requirePlace(tree, category)
    const stays = former.parentId === category.parentId
    const items = placed(tree, category, position ?? (stays ? positionIn(tree.items, former) : undefined))
    const [from, to] = [describe(tree.items, former), describe(items, category)]
    if (JSON.stringify(from) === JSON.stringify(to)) return category
    return { category, items, action: 'category.change', details: { from, to } }
  })
}

/** Throws CATEGORY_NOT_FOUND, CATEGORY_IN_USE for a root with leaves, and what `changeTree` throws. */
export async function removeCategory(
  context: CatalogueContext,
  admin: RequestActor,
  categoryId: number,
): Promise<void> {
  await changeTree(context, admin, (tree) => {
    const category = findCategory(tree, categoryId)
    if (tree.items.some(({ parentId }) => parentId === categoryId)) throw problem('CATEGORY_IN_USE')
    const items = tree.items.filter(({ id }) => id !== categoryId)
    return { category, items, action: 'category.remove', details: describe(tree.items, category) }
  })
}

/** Throws CATEGORY_NOT_FOUND. */
export function findCategory(tree: StoredTree, id: number): Category {
  const category = tree.items.find((item) => item.id === id)
  if (!category) throw problem('CATEGORY_NOT_FOUND')
  return category
}

/** The parent is a root, and no sibling has the name. */
function requirePlace(tree: StoredTree, { id, parentId, name }: Category): void {
  if (parentId !== null && findCategory(tree, parentId).parentId !== null) throw problem('CATEGORY_DEPTH')
  const isTaken = tree.items.some(
    (item) => item.id !== id && item.parentId === parentId && item.name === name,
  )
  if (isTaken) throw problem('CATEGORY_NAME_TAKEN')
}

/** The tree with the category at this position among its siblings; without one, or beyond the last, it is the last. */
function placed({ items }: StoredTree, category: Category, position = Infinity): readonly Category[] {
  const others = items.filter(({ id }) => id !== category.id)
  const siblings = others.filter(({ parentId }) => parentId === category.parentId)
  siblings.splice(position - 1, 0, category)
  return [...others.filter(({ parentId }) => parentId !== category.parentId), ...siblings]
}

function positionIn(items: readonly Category[], { id, parentId }: Category): number {
  return items.filter((item) => item.parentId === parentId).findIndex((item) => item.id === id) + 1
}

function describe(items: readonly Category[], category: Category): object {
  const { parentId, name } = category
  return { parentId, name, position: positionIn(items, category) }
}
