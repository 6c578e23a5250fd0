import type { AdminPin, Pin, PinList, PinState } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { findCategory } from '../categories/change.ts'
import { readTree } from '../categories/tree.ts'
import { isSoldOut } from '../stock/available.ts'
import type { StoredPins } from './pin-lists.ts'

/** What decides whether a product can come first. */
export interface PinnedProduct {
  id: number
  productName: string
  brandName: string
  /** On sale, and in the category. */
  isListed: boolean
  isSoldOut: boolean
}

/** The pins of the list of a category, or of all products. Throws CATEGORY_NOT_FOUND. */
export async function readPinList(sql: Sql, categoryId: number | null): Promise<PinList> {
  await requireCategory(sql, categoryId)
  const { revision, pins } = await readStoredPins(sql, categoryId)
  const products = await readPinned(sql, categoryId, pins.map(({ productId }) => productId)) // prettier-ignore
  const now = Date.now()
  const items = pins.flatMap((pin): AdminPin[] => {
    const product = products.get(pin.productId)
    if (!product) return []
    const { productName, brandName } = product
    return [{ ...pin, productName, brandName, state: stateOf(pin, product, now) }]
  })
  return { categoryId, revision, items }
}

/** Throws CATEGORY_NOT_FOUND. */
export async function requireCategory(sql: Sql, categoryId: number | null): Promise<void> {
  if (categoryId !== null) findCategory(await readTree(sql), categoryId)
}

export async function readStoredPins(sql: Sql, categoryId: number | null): Promise<StoredPins> {
  // Index pin_lists_category_id_key.
  const [stored] = await retryOnConnectionLoss(
    () => sql<StoredPins[]>`
      select category_id as "categoryId", revision, pins from pin_lists
      where category_id is not distinct from ${categoryId}`,
  )
  return stored ?? { categoryId, revision: 0, pins: [] }
}

/** The products, also those that have been removed. */
export async function readPinned(
  sql: Sql,
  categoryId: number | null,
  ids: readonly number[],
): Promise<ReadonlyMap<number, PinnedProduct>> {
  const rows = await retryOnConnectionLoss(
    () => sql<PinnedProduct[]>`
      select products.id, products.name as "productName", brands.name as "brandName",
        status = 'PUBLISHED' and (${categoryId}::int is null or ${categoryId} in (category_id, root_category_id)) as "isListed",
        ${isSoldOut(sql)} as "isSoldOut"
      from products join brands on brands.id = brand_id
      where products.id = any(${[...ids]}::bigint[])`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function stateOf({ startsAt, endsAt }: Pin, product: PinnedProduct, now: number): PinState {
  if (Date.parse(endsAt) <= now) return 'ENDED'
  if (!product.isListed) return 'NOT_LISTED'
  if (Date.parse(startsAt) > now) return 'PLANNED'
  return product.isSoldOut ? 'SOLD_OUT' : 'SHOWN'
}
