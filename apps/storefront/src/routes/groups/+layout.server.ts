import { readCategories } from '#lib/server/categories.ts'
import type { LayoutServerLoad } from './$types'

/** Interests are the categories of the shop. Guests look around, too. */
export const load: LayoutServerLoad = async ({ locals: { shop, session } }) => {
  const categories = await readCategories(shop)
  return {
    memberId: session.member?.id,
    tags: categories.map(({ id: tag, name, parentId }) => ({ id: tag, name, parentId })),
  }
}
