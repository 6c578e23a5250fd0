import { readCategories } from '#lib/server/categories.ts'
import { requireMember } from '#lib/server/require-member.ts'
import type { LayoutServerLoad } from './$types'

/** Interests are the categories of the shop. */
export const load: LayoutServerLoad = async (event) => {
  const { id } = requireMember(event)
  const categories = await readCategories(event.locals.shop)
  return {
    memberId: id,
    tags: categories.map(({ id: tag, name, parentId }) => ({ id: tag, name, parentId })),
  }
}
