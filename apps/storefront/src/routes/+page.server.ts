import { outcomeOf } from '@munova/http-client'
import { cardOf } from '#lib/catalogue/card.ts'
import { readCategories } from '#lib/server/categories.ts'
import { valueOrError } from '#lib/server/problems.ts'
import type { PageServerLoad } from './$types'

const SHOWN = 8

export const load: PageServerLoad = async ({ locals: { shop } }) => {
  const [newest, categories] = await Promise.all([
    outcomeOf(shop.GET('/v1/products', { params: { query: { limit: SHOWN } } })),
    readCategories(shop),
  ])
  return {
    products: valueOrError(newest).items.map(cardOf),
    roots: categories.filter(({ parentId }) => parentId === null),
  }
}
