import type { z } from 'zod'
import { problem } from '../../problems.ts'

/** Cursors are opaque to clients: the sort values of the last item, as base64url of JSON. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** Throws CURSOR_INVALID for whatever `encodeCursor` did not make for this list. */
export function decodeCursor<Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw problem('CURSOR_INVALID')
  }
}

/** Splits off the row beyond the page, which tells whether there is a next one. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  convert: { item: (row: Row) => Item; place: (row: Row) => unknown },
): { items: Item[]; nextCursor: string | null } {
  const page = rows.slice(0, limit)
  const nextCursor = rows.length > limit ? encodeCursor(convert.place(page.at(-1)!)) : null
  return { items: page.map(convert.item), nextCursor }
}
