import type { Notification } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { notificationColumns, toNotification, type NotificationRow } from './list.ts'
import type { Box } from './store.ts'

/** A stretch of a member's notifications, ascending, and how many are unread in all. */
export interface News {
  notifications: Notification[]
  unread: number
  more: boolean
}

export async function readNews(
  sql: Sql,
  { memberId, after, limit }: { memberId: number; after: number; limit: number },
): Promise<News> {
  // Indexes notifications_unread and notifications_pkey. One row at least, with the count.
  const rows = await retryOnConnectionLoss(
    () => sql<(NotificationRow & { unread: number })[]>`
      with unread as (
        select count(*) as unread from notifications where member_id = ${memberId} and read_at is null
      ), next as (
        select ${notificationColumns(sql)} from notifications
        where member_id = ${memberId} and number > ${after} order by number limit ${limit + 1}
      )
      select * from unread left join next on true order by number`,
  )
  const found = rows.filter((row) => row.number !== null)
  return {
    notifications: found.slice(0, limit).map(({ unread: _unread, ...row }) => toNotification(row)),
    unread: rows[0]?.unread ?? 0,
    more: found.length > limit,
  }
}

/** How far the notifications of these members go; who never had one is missing. */
export function readBoxes(sql: Sql, memberIds: readonly number[]): Promise<Box[]> {
  return retryOnConnectionLoss(
    () => sql<Box[]>`
      select member_id as "memberId", last_number as "lastNumber" from notification_boxes
      where member_id = any(${[...memberIds]}::bigint[])`,
  )
}
