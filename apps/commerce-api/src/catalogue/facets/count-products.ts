import type { FacetQuery, ProductFacets } from '@munova/commerce-contract'
import { FAMILIES, familyBits, familyOf } from './color-sizes.ts'
import type { FacetColumns } from './facet-columns.ts'
import { bitsOf, countSizes, SIZES, sizeOf } from './size-bits.ts'

type Counts = Omit<ProductFacets, 'q' | 'isComplete'>

/** What a product may fail, and be counted all the same by the facet of it. */
const [CATEGORY, BRAND, SALE] = [1, 2, 4]

/**
 * How many products each value of a facet would list, with all filters but those of its facet. One pass: a product that meets all filters counts
 * for every facet, and one that fails a single facet counts for that one. Sizes and colours are those of the same SKU: sizes are counted in the
 * colours of the query, and colours in its sizes. `ids` are those of the products with the words of the query.
 */
export function countProducts(
  index: FacetColumns,
  query: Omit<FacetQuery, 'q'>,
  { ids, now }: { ids?: readonly number[] | undefined; now: number },
): Counts {
  const { leaf, root, brand, price, saleFrom, saleUntil, low, high, firstColor } = index.columns
  const { size: products, categories, brands: makers, colors } = index
  const { minPrice = 0, maxPrice = Infinity, sale } = query
  const matches = ids && marked(products, ids.map((id) => index.placeOf(id))) // prettier-ignore
  // A category or brand that no product has is a number that none has.
  const category = query.category === undefined ? undefined : (categories.get(query.category) ?? -1)
  const brands = query.brand && marked(makers.ids.length, query.brand.map((id) => makers.get(id))) // prettier-ignore
  const sizes = query.size && bitsOf(query.size)
  const families = query.color && familyBits(query.color)
  const counts = {
    categories: new Uint32Array(categories.ids.length),
    brands: new Uint32Array(makers.ids.length),
    sizes: new Uint32Array(SIZES),
    colors: new Uint32Array(FAMILIES),
    onSale: 0,
    total: 0,
  }
  for (let place = 0; place < products; place++) {
    if (matches && matches[place] === 0) continue
    if (price[place]! < minPrice || price[place]! > maxPrice) continue
    let failed = 0
    if (category !== undefined && leaf[place] !== category && root[place] !== category) failed = CATEGORY
    if (brands && brands[brand[place]!] === 0) failed |= BRAND
    const isOnSale = now >= saleFrom[place]! && now < saleUntil[place]!
    if (sale !== undefined && sale !== isOnSale) failed |= SALE
    const first = firstColor[place]!
    const wantedLow = families === undefined ? low[place]! : colors.lowOf(first, families)
    const wantedHigh = families === undefined ? high[place]! : colors.highOf(first, families)
    if (failed === 0) {
      countSizes(counts.sizes, wantedLow, wantedHigh)
      colors.count(counts.colors, first, sizes)
    }
    const isInStock = sizes
      ? (wantedLow & sizes.low) !== 0 || (wantedHigh & sizes.high) !== 0
      : families === undefined || (wantedLow | wantedHigh) !== 0
    if (!isInStock) continue
    if (failed === 0) counts.total++
    if ((failed & ~CATEGORY) === 0) {
      counts.categories[leaf[place]!]!++
      counts.categories[root[place]!]!++
    }
    if ((failed & ~BRAND) === 0) counts.brands[brand[place]!]!++
    if (isOnSale && (failed & ~SALE) === 0) counts.onSale++
  }
  return {
    total: counts.total,
    categories: countedIds(counts.categories, categories.ids),
    brands: countedIds(counts.brands, makers.ids),
    sizes: counted(counts.sizes, (place) => ({ sizeMm: sizeOf(place) })),
    colors: counted(counts.colors, (number) => ({ family: familyOf(number) })),
    onSale: counts.onSale,
  }
}

/** 1 at each of these places. */
function marked(length: number, places: readonly (number | undefined)[]): Uint8Array {
  const marks = new Uint8Array(length)
  for (const place of places) if (place !== undefined) marks[place] = 1
  return marks
}

const countedIds = (counts: Uint32Array, ids: readonly number[]) =>
  counted(counts, (number) => ({ id: ids[number]! })).toSorted((one, other) => one.id - other.id)

/** The values that any product has, with their numbers. */
function counted<Value extends object>(counts: Uint32Array, valueOf: (number: number) => Value) {
  const values: (Value & { products: number })[] = []
  for (const [number, products] of counts.entries())
    if (products > 0) values.push({ ...valueOf(number), products })
  return values
}
