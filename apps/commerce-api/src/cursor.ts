import type { z } from 'zod'
import { problem } from './problems.ts'

/** A place in a list as opaque text. */
export function writeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** The place that a client gave back. Throws CURSOR_INVALID for anything that does not fit the list's schema. */
export function readCursor<Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema> {
  const place = schema.safeParse(parse(cursor))
  if (!place.success) throw problem('CURSOR_INVALID')
  return place.data
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** A page out of one row more than it may hold: the extra row only says that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  shape: { item: (row: Row) => Item; place: (row: Row) => unknown },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? writeCursor(shape.place(last)) : null
  return { items: shown.map(shape.item), nextCursor }
}
