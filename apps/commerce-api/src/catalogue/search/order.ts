import { Id, PINS, Won, type ProductQuery, type ProductSort } from '@munova/commerce-contract'
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

const PinnedIds = z.array(Id).max(PINS).optional()

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

/** Where a page begins: after a row. */
export interface Place {
  position: number
  id: number
  /** The products that came first on the first page, all of them. */
  pinned: readonly number[]
}

/** The place of a query's cursor; undefined for the first page. Throws CURSOR_INVALID. */
export function placeOf({ sort, cursor }: ProductQuery): Place | undefined {
  const { position: value } = orders[sort]
  const row = [z.literal(sort), value, Id] as const
  const schema = sort === 'popular' ? z.tuple([...row, PinnedIds]) : z.tuple([...row])
  const decoded = decodeCursor(schema, cursor)
  if (!decoded) return undefined
  const [, position, id, pinned = []] = decoded
  return { position, id, pinned }
}

/** The condition of the rows after a place. */
export function after(sql: Sql, sort: ProductSort, { position, id }: Place): Fragment {
  const { value, isAscending, moment } = orders[sort]
  const place = sql`(${moment ? moment.from(position) : position}, ${id})`
  return isAscending
    ? sql`and (${value(sql)}, products.id) > ${place}`
    : sql`and (${value(sql)}, products.id) < ${place}`
}

/** The cursor after a row. */
export function cursorAfter(sort: ProductSort, { position, id, pinned }: Place): string {
  return encodeCursor([sort, position, id, ...(pinned.length > 0 ? [pinned] : [])])
}
