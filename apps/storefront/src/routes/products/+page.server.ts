import { outcomeOf } from '@munova/http-client'
import { cardOf } from '#lib/catalogue/card.ts'
import { readBrands, readCategories } from '#lib/server/categories.ts'
import { valueOrError } from '#lib/server/problems.ts'
import type { PageServerLoad } from './$types'

const SHOWN = 24
const sorts = ['new', 'priceAsc', 'priceDesc'] as const

/** The address is the query: it can be shared, and going back leads to the same list. */
export const load: PageServerLoad = async ({ locals: { shop }, url: { searchParams } }) => {
  // A form sends fields that are left empty, too.
  const number = (name: string) => {
    const text = searchParams.get(name)
    return text ? Number(text) : undefined
  }
  const wanted = {
    category: number('category'),
    brand: number('brand'),
    minPrice: number('minPrice'),
    maxPrice: number('maxPrice'),
    sort: sorts.find((sort) => sort === searchParams.get('sort')) ?? ('new' as const),
  }
  const cursor = searchParams.get('cursor') ?? undefined
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  const [page, categories, brands] = await Promise.all([
    outcomeOf(
      shop.GET('/v1/products', { params: { query: { ...given, limit: SHOWN, ...(cursor && { cursor }) } } }),
    ),
    readCategories(shop),
    readBrands(shop),
  ])
  const { items, nextCursor } = valueOrError(page)
  return {
    products: items.map(cardOf),
    nextCursor,
    wanted,
    isFirst: cursor === undefined,
    categories,
    brands,
  }
}
