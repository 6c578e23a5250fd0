import * as z from 'zod'
import { Id } from '../primitives.ts'

/** A node of the category tree: four roots (`parentId` null), and the leaves that products belong to. */
export const Category = z.object({ id: Id, parentId: Id.nullable(), name: z.string() })
export type Category = z.infer<typeof Category>

/** The whole tree in one page, roots first. */
export const CategoryList = z.object({ items: z.array(Category), nextCursor: z.null() })
export type CategoryList = z.infer<typeof CategoryList>
