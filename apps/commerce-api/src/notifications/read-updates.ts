import type { Notification } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { notificationColumns } from './list.ts'
import type { NotificationCounter } from './store.ts'

/** A page of a member's notifications, oldest first, and the number of all unread ones. */
export interface NotificationUpdates {
  notifications: Notification[]
  unread: number
  hasMore: boolean
}

/** The notifications with numbers above `after`. */
export async function readUpdates(
  sql: Sql,
  { memberId, after, limit }: { memberId: number; after: number; limit: number },
): Promise<NotificationUpdates> {
  // Indexes notifications_unread and notifications_pkey. The count alone, without a notification, is one row.
  const rows = await retryOnConnectionLoss(
    () => sql<(Notification & { unread: number })[]>`
      with unread as (
        select count(*) as unread from notifications where member_id = ${memberId} and read_at is null
      ), next as (
        select ${notificationColumns(sql)} from notifications
        where member_id = ${memberId} and number > ${after} order by number limit ${limit + 1}
      )
      select next.*, unread.unread from unread left join next on true order by id`,
  )
  const found = rows.filter((row) => row.id !== null)
  return {
    notifications: found.slice(0, limit).map(({ unread: _unread, ...notification }) => notification),
    unread: rows[0]?.unread ?? 0,
    hasMore: found.length > limit,
  }
}

/** The counters of these members; a member who never had a notification has none. */
export function readCounters(sql: Sql, memberIds: readonly number[]): Promise<NotificationCounter[]> {
  return retryOnConnectionLoss(
    () => sql<NotificationCounter[]>`
      select member_id as "memberId", last_number as "lastNumber" from notification_counters
      where member_id = any(${[...memberIds]}::bigint[])`,
  )
}
