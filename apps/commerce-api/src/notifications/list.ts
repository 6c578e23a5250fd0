import {
  Id,
  type Notification,
  type NotificationPage,
  type NotificationQuery,
} from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { z } from 'zod'

/** The contract's Notification from a row of `notifications`. */
export function notificationColumns(sql: Sql): Fragment {
  return columnList<Notification>(sql, {
    id: sql`number`,
    kind: sql`kind`,
    data: sql`data`,
    createdAt: isoInstant(sql, sql`created_at`),
    readAt: isoInstant(sql, sql`read_at`),
  })
}

const Position = z.tuple([z.literal('notifications'), Id])

/** A member's own notifications, newest first. */
export async function listNotifications(
  sql: Sql,
  memberId: number,
  { unread, cursor, limit }: NotificationQuery,
): Promise<NotificationPage> {
  const before = decodeCursor(Position, cursor)?.[1]
  // Indexes notifications_pkey and notifications_unread, backwards.
  const [rows, count] = await Promise.all([
    retryOnConnectionLoss(
      () => sql<Notification[]>`
        select ${notificationColumns(sql)} from notifications
        where member_id = ${memberId}
          ${unread === undefined ? sql`` : unread ? sql`and read_at is null` : sql`and read_at is not null`}
          ${before === undefined ? sql`` : sql`and number < ${before}`}
        order by number desc limit ${limit + 1}`,
    ),
    countUnread(sql, memberId),
  ])
  const page = toPage(rows, limit, { item: (row) => row, position: ({ id }) => ['notifications', id] })
  return { ...page, unread: count }
}

export async function countUnread(sql: Sql, memberId: number): Promise<number> {
  const [row] = await retryOnConnectionLoss(
    () => sql<[{ unread: number }]>`
      select count(*) as unread from notifications where member_id = ${memberId} and read_at is null`,
  )
  return row.unread
}
