import { z } from 'zod'
import { serviceProblem } from './problem.ts'

/** A moment in a cursor, until the year 2100: JavaScript has years that PostgreSQL rejects. */
export const EpochMs = z.int().min(0).max(4_102_444_800_000)

/** A position in a list as text that is opaque to clients: base64url of its JSON. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/**
 * The position that a client sent back; without a cursor, that of the first page, undefined. Throws CURSOR_INVALID for text
 * that does not fit the list's schema.
 */
export function decodeCursor<Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema>
export function decodeCursor<Schema extends z.ZodType>(
  schema: Schema,
  cursor: string | undefined,
): z.output<Schema> | undefined
export function decodeCursor<Schema extends z.ZodType>(schema: Schema, cursor: string | undefined) {
  if (cursor === undefined) return undefined
  const position = schema.safeParse(parse(cursor))
  if (!position.success) throw serviceProblem('CURSOR_INVALID')
  return position.data
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

/**
 * A page from rows that were read with a limit of one more than the page holds: that row is left out and shows that
 * there is a next page. `position` is what the cursor of a row consists of.
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  convert: { item: (row: Row) => Item; position: (row: Row) => unknown },
): { items: Item[]; nextCursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(convert.position(last)) : null
  return { items: page.map((row) => convert.item(row)), nextCursor }
}
