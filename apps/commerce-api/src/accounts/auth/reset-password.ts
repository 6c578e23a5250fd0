import { hashPassword } from '@munova/auth'
import type { ResetPassword } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { hashOfMailedToken, useToken, voidMailedTokens } from '../mail/mailed-token.ts'
import { requireMail } from '../mail/queue.ts'

/**
 * Queues a mail with a link. Whether anybody has the address is looked at when it is sent, so that neither the response nor
 * its time tells. Throws RATE_LIMITED and MAIL_NOT_CONFIGURED.
 */
export async function requestPasswordReset(context: Context, email: string, address: string): Promise<void> {
  await requireMail(context, { recipient: email, sender: address })
  await context.sql`insert into mails (kind, recipient) values ('RESET_PASSWORD', ${email})`
}

/**
 * Sets the password of the member to whom the token was mailed, and ends all sessions; other tokens and mails of the member
 * become void. The address is verified by it. Throws LINK_INVALID.
 */
export async function resetPassword(context: Context, { token, newPassword }: ResetPassword): Promise<void> {
  const { sql, outbox, revokedTokens } = context
  const hash = hashOfMailedToken(token)
  // A guess costs no password hash.
  const known = await retryOnConnectionLoss(
    () => sql`
      select from mailed_tokens
      where token_hash = ${hash} and purpose = 'RESET_PASSWORD' and expires_at > now()`,
  )
  if (known.length === 0) throw problem('LINK_INVALID')
  const newHash = await hashPassword(newPassword)
  const { definitions, used } = useToken(sql, 'RESET_PASSWORD', token)
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set password_hash = ${newHash}, token_generation = token_generation + 1,
        email_verified_at = coalesce(email_verified_at, now()), changed_at = clock_timestamp(), revision = revision + 1
      from ${used.name}
      where members.id = used.member_id and members.email = used.mailed_to and members.status = 'ACTIVE'
      returning members.*`,
  )
  const [member] = await sql`
    with ${definitions}, ${changed.definition}, sessions as (
      delete from refresh_tokens using changed where member_id = changed.id
    ), ${voidMailedTokens(sql, changed, hash)}, event as (${memberEvent(sql, MemberUpdated, changed)})
    select id from changed`
  if (!member) throw problem('LINK_INVALID')
  outbox.wake()
  await revokedTokens.refresh()
}
