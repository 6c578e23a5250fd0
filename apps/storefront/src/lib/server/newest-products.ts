import type { CommerceClient } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { valueOrError } from './problems.ts'

/** Pages of 100 products of one category at most. */
const PAGES = 10
/** Programs that read the sitemap come a few times a day; what is sold changes faster than they come. */
const KEEP_MS = 10 * 60_000

const kept = new Map<number, { ids: Promise<number[]>; until: number }>()

/** The ids of a category's newest products, read once in a while. */
export function newestProducts(shop: CommerceClient, category: number): Promise<number[]> {
  const known = kept.get(category)
  if (known && known.until > Date.now()) return known.ids
  const ids = read(shop, category)
  kept.set(category, { ids, until: Date.now() + KEEP_MS })
  ids.catch(() => kept.delete(category))
  return ids
}

async function read(shop: CommerceClient, category: number): Promise<number[]> {
  const ids: number[] = []
  let cursor: string | null = null
  for (let page = 0; page < PAGES; page++) {
    const query: { category: number; limit: number; cursor?: string } = {
      category,
      limit: 100,
      ...(cursor && { cursor }),
    }
    const found = valueOrError(await outcomeOf(shop.GET('/v1/products', { params: { query } })))
    ids.push(...found.items.map(({ id }) => id))
    cursor = found.nextCursor
    if (cursor === null) break
  }
  return ids
}
