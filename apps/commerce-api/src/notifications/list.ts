import {
  Id,
  type Notification,
  type NotificationContent,
  type NotificationPage,
  type NotificationQuery,
} from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { z } from 'zod'
import { pageOf, readCursor } from '../cursor.ts'

export type NotificationRow = NotificationContent & { number: number; createdAt: Date; readAt: Date | null }

export const notificationColumns = (sql: Sql) => sql`
  number, kind, data, created_at as "createdAt", read_at as "readAt"`

export function toNotification({ number, createdAt, readAt, ...content }: NotificationRow): Notification {
  return { id: number, ...content, createdAt: createdAt.toISOString(), readAt: readAt?.toISOString() ?? null }
}

const Place = z.tuple([z.literal('notifications'), Id])

/** A member's own notifications, newest first. */
export async function listNotifications(
  sql: Sql,
  memberId: number,
  { unread, cursor, limit }: NotificationQuery,
): Promise<NotificationPage> {
  const before = cursor === undefined ? undefined : readCursor(Place, cursor)[1]
  // Indexes notifications_pkey and notifications_unread, backwards.
  const [rows, count] = await Promise.all([
    retryOnConnectionLoss(
      () => sql<NotificationRow[]>`
        select ${notificationColumns(sql)} from notifications
        where member_id = ${memberId}
          ${unread === undefined ? sql`` : unread ? sql`and read_at is null` : sql`and read_at is not null`}
          ${before === undefined ? sql`` : sql`and number < ${before}`}
        order by number desc limit ${limit + 1}`,
    ),
    countUnread(sql, memberId),
  ])
  const page = pageOf(rows, limit, { item: toNotification, place: (row) => ['notifications', row.number] })
  return { ...page, unread: count }
}

export async function countUnread(sql: Sql, memberId: number): Promise<number> {
  const [row] = await retryOnConnectionLoss(
    () => sql<[{ unread: number }]>`
      select count(*) as unread from notifications where member_id = ${memberId} and read_at is null`,
  )
  return row.unread
}
