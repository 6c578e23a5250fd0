import * as z from 'zod'
import { Id } from './primitives.ts'

/** A node of the category tree: four roots (`parentId` null), and leaves in which products are. */
export const Category = z.object({ id: Id, parentId: Id.nullable(), name: z.string() })
export type Category = z.infer<typeof Category>

/** The whole tree at once, roots first. */
export const CategoryList = z.object({ items: z.array(Category), nextCursor: z.null() })
export type CategoryList = z.infer<typeof CategoryList>
