import * as z from 'zod'
import { singleLine } from '@munova/text-contract'
import { CategoryId, Id } from '../primitives.ts'

/** A node of the category tree: a root (`parentId` null), or a leaf of one. Products belong to leaves. */
export const Category = z.object({ id: Id, parentId: Id.nullable(), name: z.string() })
export type Category = z.infer<typeof Category>

/** The whole tree in one page, roots first, siblings in the order that administrators gave them. */
export const CategoryList = z.object({ items: z.array(Category), nextCursor: z.null() })
export type CategoryList = z.infer<typeof CategoryList>

/** The name of a category, 1 to 50 characters. */
const CategoryName = singleLine({ max: 50 })
/** Among the categories with the same parent, from 1; beyond the last one is the last. */
const Position = z.int().min(1).max(500)

/** Without a position it becomes the last one of its parent. */
export const CreateCategory = z.strictObject({
  parentId: CategoryId.nullable(),
  name: CategoryName,
  position: Position.optional(),
})
export type CreateCategory = z.infer<typeof CreateCategory>

/** Absent fields stay unchanged, except that a leaf that moves becomes the last one of its new root. A root stays a root. */
export const ChangeCategory = z
  .strictObject({
    parentId: CategoryId.optional(),
    name: CategoryName.optional(),
    position: Position.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: 'must contain parentId, name or position',
  })
export type ChangeCategory = z.infer<typeof ChangeCategory>
