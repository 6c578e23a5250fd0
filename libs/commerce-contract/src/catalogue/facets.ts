import * as z from 'zod'
import { Id } from '../primitives.ts'
import { ColorFamily } from './color-families.ts'
import { isRangeOfPrices, productFilters } from './products.ts'

/** The filters of a list, and of `ProductQuery` nothing else. */
export const FacetQuery = z.strictObject(productFilters).refine(...isRangeOfPrices)
export type FacetQuery = z.infer<typeof FacetQuery>

const products = z.int().positive()

export const FacetCategory = z.object({ id: Id, products })
export const FacetBrand = z.object({ id: Id, products })
export const FacetSize = z.object({ sizeMm: z.int(), products })
export const FacetColor = z.object({ family: ColorFamily, products })

/**
 * How many products a list would have with another value of one filter: each facet is counted with all filters but its own. What is not named has
 * none. `total` is the number with all filters. A category that is a root counts those of its leaves; sizes are counted in the colours
 * of the query, colours in its sizes. `q` is what was looked for, as that of
 * `ProductPage`; `isComplete` is false where more products have these words than are counted.
 */
export const ProductFacets = z.object({
  q: z.string().nullable(),
  isComplete: z.boolean(),
  total: z.int().nonnegative(),
  categories: z.array(FacetCategory),
  brands: z.array(FacetBrand),
  sizes: z.array(FacetSize),
  colors: z.array(FacetColor),
  onSale: z.int().nonnegative(),
})
export type ProductFacets = z.infer<typeof ProductFacets>
