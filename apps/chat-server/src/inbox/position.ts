import { decodeCursor, encodeCursor } from '@munova/service'
import { databaseTimeline, type Sql } from '@munova/database'
import { z } from 'zod'
import { problem } from '../problems.ts'

/**
 * A moment of the database, as a transaction id: every transaction with a lower id had ended by then. What has changed since is
 * in the rows that a transaction with this id or a higher one has written, whatever the clocks say.
 */
export interface Position {
  /** Its timeline: after a restore or a failover the ids of one count for nothing in the other. */
  readonly database: string
  readonly xid: number
  /** By the clock of the database, in seconds. */
  readonly takenAt: number
}

const Encoded = z.tuple([z.literal('inbox'), z.string(), z.int().nonnegative(), z.int().nonnegative()])

/** Row versions have 32 bits of the id of their transaction: ids that are further apart cannot be compared. */
const MAX_DISTANCE = 2 ** 31
/** The lowest id of an ordinary transaction. */
const FIRST_NORMAL_XID = 3

export async function currentPosition(sql: Sql): Promise<Position> {
  const [position] = await sql<Position[]>`
    select
      ${databaseTimeline(sql)} as database,
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xid,
      extract(epoch from now())::bigint as "takenAt"`
  return position!
}

export function encodePosition({ database, xid, takenAt }: Position): string {
  return encodeCursor(['inbox', database, xid, takenAt])
}

/** The position that a client sent back. Throws CURSOR_INVALID. */
export function parsePosition(cursor: string): Position {
  const [, database, xid, takenAt] = decodeCursor(Encoded, cursor)
  return { database, xid, takenAt }
}

/**
 * Throws POSITION_LOST when what has changed since the position is not known any more: it is of another database or
 * timeline, or older than `maxAgeMs`. Otherwise returns it.
 */
export function checkPosition(since: Position, now: Position, { maxAgeMs }: { maxAgeMs: number }): Position {
  const isComparable =
    since.database === now.database && since.xid <= now.xid && now.xid - since.xid < MAX_DISTANCE
  if (!isComparable || (now.takenAt - since.takenAt) * 1000 > maxAgeMs) throw problem('POSITION_LOST')
  return since
}

/** As row versions have it. */
export function toRowXid({ xid }: Position): number {
  return Math.max(xid % 2 ** 32, FIRST_NORMAL_XID)
}
