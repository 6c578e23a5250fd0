import * as z from 'zod'

/** Member, product, tag and room ids: positive integers that JSON numbers represent exactly. */
export const Id = z.int().positive()

/** The position of an entry in its room: 1, 2, 3 … without gaps. 0 is the position before the first entry. */
export const Seq = z.int().nonnegative()

/** An instant as ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime()

/** Text that PostgreSQL can store and UTF-8 can carry: no NUL, no lone surrogate. */
export const StorableText = z
  .string()
  .refine(
    (text) => !text.includes('\u0000') && text.isWellFormed(),
    'must not contain NUL or a lone surrogate',
  )

/** An id in a path or a query, where it is text. */
export const PathId = z.coerce.number().pipe(Id)

/** Items of one page: 1 to 100, 30 when absent. */
export const Limit = z.coerce.number().int().min(1).max(100).default(30)

/** An opaque position in a list: the `nextCursor` of the previous page. */
export const Cursor = z.string().min(1).max(500)

export const RoomPath = z.strictObject({ id: PathId })
