import { ColorFamily } from '@munova/commerce-contract'
import { outcomeOf } from '@munova/http-client'
import { redirect } from '@sveltejs/kit'
import { cardOf } from '#lib/catalogue/card.ts'
import { filtersInWords, type WordFilters } from '#lib/search/filters-in-words.ts'
import { wordsOf } from '#lib/search/words.ts'
import { readBrands, readCategories } from '#lib/server/categories.ts'
import { readFilterCounts } from '#lib/server/facets.ts'
import { valueOrError } from '#lib/server/problems.ts'
import type { PageServerLoad } from './$types'
import { sizes } from './sizes.ts'

const SHOWN = 24
/** Brands to choose from; the search finds the others by their names. */
const BRANDS = 100
const sorts = ['new', 'popular', 'discount', 'priceAsc', 'priceDesc'] as const

/** The address is the query: it can be shared, and going back leads to the same list. */
export const load: PageServerLoad = async ({ locals: { shop }, url: { searchParams } }) => {
  // A form sends fields that are left empty, too.
  const number = (name: string) => {
    const text = searchParams.getAll(name).find(Boolean)
    return text ? Number(text) : undefined
  }
  const chosenColors = ColorFamily.options.filter((family) => searchParams.getAll('color').includes(family))
  const chosenSizes = sizes.filter((size) => searchParams.getAll('size').includes(String(size)))
  const wanted = {
    q: wordsOf(searchParams.get('q') ?? '') || undefined,
    category: number('category'),
    brand: number('brand'),
    minPrice: number('minPrice'),
    maxPrice: number('maxPrice'),
    size: chosenSizes.length > 0 ? chosenSizes.slice(0, 20) : undefined,
    color: chosenColors.length > 0 ? chosenColors : undefined,
    sale: searchParams.get('sale') === 'true' ? true : undefined,
    sort: sorts.find((sort) => sort === searchParams.get('sort')) ?? ('new' as const),
  }
  const cursor = searchParams.get('cursor') ?? undefined
  const { sort, ...filters } = wanted
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
  const [page, counts, categories, brands] = await Promise.all([
    outcomeOf(
      shop.GET('/v1/products', {
        params: { query: { ...given, sort, total: true, limit: SHOWN, ...(cursor && { cursor }) } },
      }),
    ),
    readFilterCounts(shop, given),
    readCategories(shop),
    readBrands(shop),
  ])
  const { items, nextCursor, q, total, pinned } = valueOrError(page)
  // Only where the words find nothing as they are: a shoe may have a number in its name.
  const meant = wanted.q && items.length === 0 ? filtersInWords(wanted.q, sizes) : undefined
  if (meant) redirect(303, `/products?${withFilters(searchParams, meant)}`)
  return {
    products: items.map(cardOf),
    nextCursor,
    /** So many at the beginning are the choice of the shop. */
    pinned,
    /** The words that were looked for: not always those of the address. */
    searched: q,
    total,
    /** Products that each filter would leave; undefined where they are not counted. */
    counts,
    wanted,
    isFirst: cursor === undefined,
    categories,
    brands: choiceOf(brands, counts?.brands, wanted.brand),
  }
}

/** The same address, with filters instead of the words that say them. */
function withFilters(address: URLSearchParams, { q, size, color, ...prices }: WordFilters): URLSearchParams {
  const query = new URLSearchParams(address)
  query.delete('q')
  if (q) query.set('q', q)
  for (const one of size) query.append('size', String(one))
  for (const one of color) query.append('color', one)
  for (const [name, price] of Object.entries(prices)) query.set(name, String(price))
  return query
}

/** Of many brands those with the most products under the other filters, and the chosen one; by name, as they were given. */
function choiceOf<Brand extends { id: number }>(
  brands: readonly Brand[],
  products: Record<number, number> = {},
  chosen?: number,
): Brand[] {
  if (brands.length <= BRANDS) return [...brands]
  const most = brands.toSorted((a, b) => (products[b.id] ?? 0) - (products[a.id] ?? 0)).slice(0, BRANDS)
  const shown = new Set([chosen, ...most.map(({ id }) => id)])
  return brands.filter(({ id }) => shown.has(id))
}
