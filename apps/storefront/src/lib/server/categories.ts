import type { CommerceClient, CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { valueOrError } from './problems.ts'

/** How long categories and brands are kept; they change a few times a month. */
const KEEP_MS = 30_000

export const readCategories = kept(async (shop): Promise<CommerceSchemas['Category'][]> => {
  const { items } = valueOrError(await outcomeOf(shop.GET('/v1/categories')))
  return items
})

/** Pages of brands at most. */
const BRAND_PAGES = 50

/** All brands, by name. */
export const readBrands = kept(async (shop): Promise<CommerceSchemas['Brand'][]> => {
  const brands: CommerceSchemas['Brand'][] = []
  let cursor: string | null = null
  for (let page = 0; page < BRAND_PAGES; page++) {
    const query: { limit: number; cursor?: string } = { limit: 100, ...(cursor && { cursor }) }
    const found = valueOrError(await outcomeOf(shop.GET('/v1/brands', { params: { query } })))
    brands.push(...found.items)
    cursor = found.nextCursor
    if (cursor === null) break
  }
  return brands
})

export const readCouriers = kept(async (shop): Promise<CommerceSchemas['CourierList']['items']> => {
  const { items } = valueOrError(await outcomeOf(shop.GET('/v1/couriers')))
  return items
})

/** Reads what is the same for everybody once in a while. */
function kept<Value>(read: (shop: CommerceClient) => Promise<Value>) {
  let last: { value: Value; until: number } | undefined
  return async (shop: CommerceClient): Promise<Value> => {
    if (last && last.until > Date.now()) return last.value
    const value = await read(shop)
    last = { value, until: Date.now() + KEEP_MS }
    return value
  }
}
