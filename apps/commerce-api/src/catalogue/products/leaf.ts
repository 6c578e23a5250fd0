import type { CategoryTree } from '../categories/tree.ts'
import { problem } from '../../problems.ts'

/** A leaf of the category tree and the root above it. Throws CATEGORY_NOT_FOUND and CATEGORY_NOT_LEAF. */
export function leafOf(categories: CategoryTree, id: number): { leafId: number; rootId: number } {
  const category = categories.get(id)
  if (!category) throw problem('CATEGORY_NOT_FOUND')
  if (category.parentId === null) throw problem('CATEGORY_NOT_LEAF')
  return { leafId: id, rootId: category.parentId }
}
