import type { UnreadNotifications } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../problems.ts'
import { countUnread } from './list.ts'

/** Marks one of the member's notifications as read; the first time of reading is kept. Throws NOTIFICATION_NOT_FOUND. */
export async function markRead(sql: Sql, memberId: number, number: number): Promise<UnreadNotifications> {
  const [marked] = await retryOnConnectionLoss(
    () => sql`
      update notifications set read_at = coalesce(read_at, clock_timestamp())
      where member_id = ${memberId} and number = ${number}
      returning number`,
  )
  if (!marked) throw problem('NOTIFICATION_NOT_FOUND')
  return { unread: await countUnread(sql, memberId) }
}

/** Marks the member's notifications up to and including this number as read. */
export async function markReadUpTo(sql: Sql, memberId: number, number: number): Promise<UnreadNotifications> {
  await retryOnConnectionLoss(
    () => sql`
      update notifications set read_at = clock_timestamp()
      where member_id = ${memberId} and number <= ${number} and read_at is null`,
  )
  return { unread: await countUnread(sql, memberId) }
}
