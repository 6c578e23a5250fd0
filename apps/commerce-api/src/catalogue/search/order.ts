import { Id, Won, type ProductQuery, type ProductSort } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import { decodeCursor, EpochMs } from '@munova/service'
import { z } from 'zod'

/** What a list is sorted by; products with an equal value are sorted by id in the same direction. */
interface Order {
  value: (sql: Sql) => Fragment
  isAscending?: boolean
  /** The value in a cursor, one kind for each sort: a cursor of another sort is rejected. */
  position: z.ZodType<number>
  /** The value of a cursor in SQL. */
  from?: (position: number) => Date
}

const orders: Record<ProductSort, Order> = {
  new: {
    value: (sql) => sql`products.published_at`,
    position: EpochMs,
    from: (position) => new Date(position),
  },
  priceAsc: { value: (sql) => sql`products.price`, isAscending: true, position: Won },
  priceDesc: { value: (sql) => sql`products.price`, position: Won },
  popular: { value: (sql) => sql`products.popularity`, position: z.int().min(0).max(32_767) },
  discount: { value: (sql) => sql`products.discount_percent`, position: z.int().min(0).max(100) },
}

/** The columns of a product, apart from those of its card, that cursors are made of. */
export interface SortedRow {
  publishedAt: string
  listedPrice: number
  listedDiscount: number
  popularity: number
  id: number
}

/** What `order by` says. */
export function orderOf(sql: Sql, sort: ProductSort): Fragment {
  const { value, isAscending } = orders[sort]
  const direction = isAscending ? sql`asc` : sql`desc`
  return sql`${value(sql)} ${direction}, products.id ${direction}`
}

/** The condition of the page after a cursor. Throws CURSOR_INVALID. */
export function after(sql: Sql, { sort, cursor }: ProductQuery): Fragment {
  if (cursor === undefined) return sql``
  const { value, isAscending, position, from } = orders[sort]
  const [, last, id] = decodeCursor(z.tuple([z.literal(sort), position, Id]), cursor)
  const place = sql`(${from ? from(last) : last}, ${id})`
  return isAscending
    ? sql`and (${value(sql)}, products.id) > ${place}`
    : sql`and (${value(sql)}, products.id) < ${place}`
}

/** What the cursor after a row consists of. */
export function positionOf(sort: ProductSort, row: SortedRow): [ProductSort, number, number] {
  if (sort === 'new') return [sort, Date.parse(row.publishedAt), row.id]
  if (sort === 'popular') return [sort, row.popularity, row.id]
  return [sort, sort === 'discount' ? row.listedDiscount : row.listedPrice, row.id]
}
