import { cte, retryOnConnectionLoss } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'

/** Ends every session of the member, and makes their access tokens void here and in chat-server. */
export async function signOutEverywhere(context: Context, memberId: number): Promise<void> {
  const { sql, outbox, revokedTokens } = context
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set token_generation = token_generation + 1, changed_at = clock_timestamp(), revision = revision + 1
      where id = ${memberId} and status = 'ACTIVE'
      returning *`,
  )
  await retryOnConnectionLoss(
    () => sql`
      with ${changed.definition}, sessions as (
        delete from refresh_tokens using changed where member_id = changed.id
      )
      ${memberEvent(sql, MemberUpdated, changed)}`,
  )
  outbox.wake()
  await revokedTokens.refresh()
}
