import { problem } from '../../problems.ts'
import type { CategoryTree } from './tree.ts'

/** The columns of a product that its category sets. */
export interface LeafColumns {
  category_id: number
  root_category_id: number
}

/** A leaf of the category tree and its root. Throws CATEGORY_NOT_FOUND and CATEGORY_NOT_LEAF. */
export function leafColumns(categories: CategoryTree, id: number): LeafColumns {
  const category = categories.get(id)
  if (!category) throw problem('CATEGORY_NOT_FOUND')
  if (category.parentId === null) throw problem('CATEGORY_NOT_LEAF')
  return { category_id: id, root_category_id: category.parentId }
}
