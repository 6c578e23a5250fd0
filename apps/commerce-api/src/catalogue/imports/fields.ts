import type { SetSale } from '@munova/commerce-contract'
import type { Column } from './columns.ts'

/** Some fields of a product, as they are or are to be. `sale`: null is none; `stocks` by the id of the SKU. */
export interface Fields {
  name?: string
  brandId?: number
  categoryId?: number
  description?: string
  listPrice?: number
  sale?: SetSale | null
  stocks?: Record<string, number>
}

/** A field that a product has once. */
export type SingleField = Exclude<keyof Fields, 'stocks'>

/** The column of the file that says what the field is. */
export const columnOf = {
  name: 'name',
  brandId: 'brand',
  categoryId: 'category',
  description: 'description',
  listPrice: 'listPrice',
  sale: 'salePrice',
} as const satisfies Record<SingleField, Column>

export const singleFields = Object.keys(columnOf) as SingleField[]

/** A sale as it is at this moment: one that is over is none. */
export function saleNow(sale: SetSale | null): SetSale | null {
  return sale && Date.parse(sale.until) > Date.now() ? sale : null
}

/** Whether the fields have the same value of this one. */
export function isSame(field: SingleField, one: Fields, other: Fields): boolean {
  if (field !== 'sale') return one[field] === other[field]
  const [a, b] = [saleNow(one.sale ?? null), saleNow(other.sale ?? null)]
  return a?.price === b?.price && a?.from === b?.from && a?.until === b?.until
}
