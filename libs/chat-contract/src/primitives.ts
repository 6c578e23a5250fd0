import { Digits } from '@munova/text-contract'
import * as z from 'zod'

/** Member, product, tag and room ids: positive integers that JSON numbers represent exactly. */
export const Id = z.int().positive()

/** The position of an entry in its room: 1, 2, 3 … without gaps. 0 is the position before the first entry. */
export const Seq = z.int().nonnegative()

/** Of a room's log: grows when the database has lost the newest entries. */
export const Epoch = z.int().positive()

/**
 * A member's name when the entry is delivered or the page is read; null when the member has withdrawn. The log stores ids
 * only, so that nothing keeps the name of a member who is gone.
 */
export const ShownName = z.string().nullable()

/** An instant as ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime()

/**
 * A UUID that a client chooses. Lower case only, as the database returns it, so that a client finds its own id in what it
 * receives. The nil and the max UUID are no one's choice.
 */
export const ClientUuid = z
  .uuid({ error: 'must be a UUID in lower case', abort: true })
  .refine((id) => id === id.toLowerCase(), { error: 'must be a UUID in lower case', abort: true })
  .refine((id) => !/^(0|f|-)*$/.test(id), 'must not be the nil or the max UUID')

/** An id in a path or a query, where it is text. */
export const PathId = Digits.pipe(Id)

/** Items of one page: 1 to 100, 30 when absent. */
export const Limit = Digits.pipe(z.int().min(1).max(100)).default(30)

/** An opaque position in a list: the `nextCursor` of the previous page. */
export const Cursor = z.string().min(1).max(500)

export const RoomPath = z.strictObject({ id: PathId })
