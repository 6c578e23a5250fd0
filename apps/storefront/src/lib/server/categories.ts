import type { CommerceClient, CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { valueOrError } from './problems.ts'

/** How long categories and brands are kept; they change a few times a month. */
const KEEP_MS = 30_000

interface Kept<Value> {
  value: Value
  until: number
}
let categories: Kept<CommerceSchemas['Category'][]> | undefined
let brands: Kept<CommerceSchemas['Brand'][]> | undefined

export async function readCategories(shop: CommerceClient): Promise<CommerceSchemas['Category'][]> {
  if (categories && categories.until > Date.now()) return categories.value
  const { items } = valueOrError(await outcomeOf(shop.GET('/v1/categories')))
  categories = { value: items, until: Date.now() + KEEP_MS }
  return items
}

/** The first brands by name, for the choice of a filter. */
export async function readBrands(shop: CommerceClient): Promise<CommerceSchemas['Brand'][]> {
  if (brands && brands.until > Date.now()) return brands.value
  const { items } = valueOrError(
    await outcomeOf(shop.GET('/v1/brands', { params: { query: { limit: 100 } } })),
  )
  brands = { value: items, until: Date.now() + KEEP_MS }
  return items
}
