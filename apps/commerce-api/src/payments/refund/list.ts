import {
  Id,
  type PendingRefund,
  type PendingRefundPage,
  type PendingRefundQuery,
} from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Sql } from '@munova/database'
import { decodeCursor, EpochMs, toPage } from '@munova/service'
import { z } from 'zod'

const Position = z.tuple([z.literal('refund'), EpochMs, Id])

/** Refunds that are not done, the one that is due first before the others. */
export async function listPendingRefunds(
  sql: Sql,
  { cursor, limit }: PendingRefundQuery,
): Promise<PendingRefundPage> {
  const [, dueAt, id] = decodeCursor(Position, cursor) ?? []
  const columns = columnList<PendingRefund>(sql, {
    id: sql`refunds.id`,
    orderId: sql`order_id`,
    orderNumber: sql`number`,
    amount: sql`amount`,
    cause: sql`cause`,
    requestedAt: isoInstant(sql, sql`requested_at`),
    dueAt: isoInstant(sql, sql`due_at`),
    rejections: sql`rejections`,
    needsAccount: sql`account_asked_at is not null`,
  })
  // Index refunds_due.
  const rows = await retryOnConnectionLoss(
    () => sql<PendingRefund[]>`
      select ${columns} from refunds join orders on orders.id = order_id
      where refunds.status = 'REQUESTED'
        ${dueAt === undefined || id === undefined ? sql`` : sql`and (due_at, refunds.id) > (${new Date(dueAt)}, ${id})`}
      order by due_at, refunds.id
      limit ${limit + 1}`,
  )
  return toPage(rows, limit, {
    item: (refund) => refund,
    position: (refund) => ['refund', Date.parse(refund.dueAt), refund.id],
  })
}
