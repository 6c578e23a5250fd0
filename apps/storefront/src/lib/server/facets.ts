import type { CommerceClient, CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { within } from './within.ts'

/** What a list is filtered by. */
interface Query {
  q?: string
  category?: number
  brand?: number
  minPrice?: number
  maxPrice?: number
  size?: number[]
  color?: CommerceSchemas['ColorFamily'][]
  sale?: boolean
}

/** Products of each value of a filter; what is not named has none. */
export interface FilterCounts {
  categories: Record<number, number>
  brands: Record<number, number>
  sizes: Record<number, number>
  colors: Partial<Record<CommerceSchemas['ColorFamily'], number>>
  onSale: number
}

/** The list waits no longer for what its filters would leave. */
const TIMEOUT_MS = 400

/** What each filter would leave; undefined where that is not known in time: a list is as good without. */
export async function readFilterCounts(
  shop: CommerceClient,
  query: Query,
): Promise<FilterCounts | undefined> {
  const facets = await within(TIMEOUT_MS, (signal) =>
    outcomeOf(shop.GET('/v1/products/facets', { params: { query }, signal })),
  )
  if (!facets.ok) return undefined
  const { categories, brands, sizes, colors, onSale } = facets.value
  return {
    categories: Object.fromEntries(categories.map(({ id, products }) => [id, products])),
    brands: Object.fromEntries(brands.map(({ id, products }) => [id, products])),
    sizes: Object.fromEntries(sizes.map(({ sizeMm, products }) => [sizeMm, products])),
    colors: Object.fromEntries(colors.map(({ family, products }) => [family, products])),
    onSale,
  }
}
