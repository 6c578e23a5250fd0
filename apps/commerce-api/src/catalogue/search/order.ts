import { Id, Won, type ProductQuery, type ProductSort } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import { decodeCursor, encodeCursor, EpochMs } from '@munova/service'
import { z } from 'zod'

/** What a list is sorted by; products with an equal value are sorted by id in the same direction. */
interface Order {
  value: (sql: Sql) => Fragment
  isAscending?: boolean
  /** The value in a cursor, one kind for each sort: a cursor of another sort is rejected. */
  position: z.ZodType<number>
  /** Where the value is no number: how it becomes that of a cursor in SQL, and the other way round. */
  moment?: { toPosition: (sql: Sql) => Fragment; from: (position: number) => Date }
}

const orders: Record<ProductSort, Order> = {
  new: {
    value: (sql) => sql`products.published_at`,
    position: EpochMs,
    moment: {
      toPosition: (sql) => sql`(extract(epoch from products.published_at) * 1000)::bigint`,
      from: (position) => new Date(position),
    },
  },
  priceAsc: { value: (sql) => sql`products.price`, isAscending: true, position: Won },
  priceDesc: { value: (sql) => sql`products.price`, position: Won },
  popular: { value: (sql) => sql`products.popularity`, position: z.int().min(0).max(32_767) },
  discount: { value: (sql) => sql`products.discount_percent`, position: z.int().min(0).max(100) },
}

/** The value by which a list is sorted, as one of its cursors has it. */
export function positionColumn(sql: Sql, sort: ProductSort): Fragment {
  const { value, moment } = orders[sort]
  return moment ? moment.toPosition(sql) : value(sql)
}

/** What `order by` says; of rows with the columns `position` and `id` instead of products where they are named. */
export function orderOf(sql: Sql, sort: ProductSort, rows?: Fragment): Fragment {
  const { value, isAscending } = orders[sort]
  const direction = isAscending ? sql`asc` : sql`desc`
  return rows
    ? sql`${rows}.position ${direction}, ${rows}.id ${direction}`
    : sql`${value(sql)} ${direction}, products.id ${direction}`
}

/** The condition of the page after a cursor. Throws CURSOR_INVALID. */
export function after(sql: Sql, { sort, cursor }: ProductQuery): Fragment {
  if (cursor === undefined) return sql``
  const { value, isAscending, position, moment } = orders[sort]
  const [, last, id] = decodeCursor(z.tuple([z.literal(sort), position, Id]), cursor)
  const place = sql`(${moment ? moment.from(last) : last}, ${id})`
  return isAscending
    ? sql`and (${value(sql)}, products.id) > ${place}`
    : sql`and (${value(sql)}, products.id) < ${place}`
}

/** The cursor after a row: its position and its id. */
export function cursorAfter(sort: ProductSort, [position, id]: readonly [number, number]): string {
  return encodeCursor([sort, position, id])
}
