import { violatesForeignKey } from '@munova/database'
import { problem } from '../../problems.ts'
import type { CategoryTree } from './tree.ts'

/** The columns of a product that its category sets. */
export interface LeafColumns {
  category_id: number
  root_category_id: number
}

/** Each further attempt follows a move of the leaf between the one before and its read of the tree. */
const ATTEMPTS = 3

/**
 * Runs a statement that writes a product of this leaf. The root in memory may be out of date: then the statement violates
 * the foreign key, and runs again with the new one. Throws CATEGORY_NOT_FOUND and CATEGORY_NOT_LEAF.
 */
export async function withLeaf<T>(
  categories: CategoryTree,
  id: number,
  write: (columns: LeafColumns) => Promise<T>,
): Promise<T> {
  if (!categories.get(id)) await categories.refresh()
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(leafColumns(categories, id))
    } catch (error) {
      if (attempt === ATTEMPTS || !violatesForeignKey(error, 'products_leaf_fkey')) throw error
      await categories.refresh()
    }
  }
}

function leafColumns(categories: CategoryTree, id: number): LeafColumns {
  const category = categories.get(id)
  if (!category) throw problem('CATEGORY_NOT_FOUND')
  if (category.parentId === null) throw problem('CATEGORY_NOT_LEAF')
  return { category_id: id, root_category_id: category.parentId }
}
