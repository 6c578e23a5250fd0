import type { UnreadNotifications } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../problems.ts'
import { countUnread } from './list.ts'

/** One of the member's own; when it was read first stays as it is. Throws NOTIFICATION_NOT_FOUND. */
export async function markRead(sql: Sql, memberId: number, number: number): Promise<UnreadNotifications> {
  const [found] = await retryOnConnectionLoss(
    () => sql`
      update notifications set read_at = coalesce(read_at, clock_timestamp())
      where member_id = ${memberId} and number = ${number}
      returning number`,
  )
  if (!found) throw problem('NOTIFICATION_NOT_FOUND')
  return { unread: await countUnread(sql, memberId) }
}

/** All of the member's own up to this one. */
export async function markReadUpTo(sql: Sql, memberId: number, number: number): Promise<UnreadNotifications> {
  await retryOnConnectionLoss(
    () => sql`
      update notifications set read_at = clock_timestamp()
      where member_id = ${memberId} and number <= ${number} and read_at is null`,
  )
  return { unread: await countUnread(sql, memberId) }
}
