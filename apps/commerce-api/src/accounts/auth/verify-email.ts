import type { ChangeEmail } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, violates } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { hashOfMailedToken, useToken, voidMailedTokens } from '../mail/mailed-token.ts'
import { queueMail, requireMail } from '../mail/queue.ts'
import { checkPassword } from '../members/check-password.ts'

/** Queues the mail again; without effect once the address is verified. Throws RATE_LIMITED and MAIL_NOT_CONFIGURED. */
export async function requestVerification(context: Context, memberId: number): Promise<void> {
  const { sql } = context
  const [member] = await retryOnConnectionLoss(
    () => sql<{ email: string; isVerified: boolean }[]>`
      select email, email_verified_at is not null as "isVerified" from members
      where id = ${memberId} and status = 'ACTIVE'`,
  )
  if (!member) throw problem('UNAUTHENTICATED')
  await requireMail(context, { recipient: member.email, sender: memberId })
  if (member.isVerified) return
  await sql`
    insert into mails (kind, member_id, recipient)
    select 'VERIFY_EMAIL', id, email from members where id = ${memberId} and email = ${member.email}`
}

/** Marks the address to which the token was mailed as verified, if the member still has it. Throws LINK_INVALID. */
export async function verifyEmail({ sql }: Context, token: string): Promise<void> {
  const { definitions, used } = useToken(sql, 'VERIFY_EMAIL', token)
  const [member] = await sql`
    with ${definitions}
    update members set email_verified_at = coalesce(email_verified_at, now())
    from ${used.name}
    where members.id = used.member_id and members.email = used.mailed_to
    returning id`
  if (!member) throw problem('LINK_INVALID')
}

/**
 * Queues a mail to the new address, whose link changes it. Throws WRONG_PASSWORD, RATE_LIMITED and MAIL_NOT_CONFIGURED;
 * whether another member has the address is told to its owner only.
 */
export async function requestEmailChange(
  context: Context,
  memberId: number,
  { email, password }: ChangeEmail,
): Promise<void> {
  const { sql } = context
  const passwordHash = await checkPassword(context, memberId, password)
  await requireMail(context, { recipient: email, sender: memberId })
  await sql`
    insert into mails (kind, member_id, recipient)
    select 'CHANGE_EMAIL', id, ${email} from members
    where id = ${memberId} and status = 'ACTIVE' and password_hash = ${passwordHash}`
}

/** The address to which the token was mailed becomes the member's; the former one is informed. Throws LINK_INVALID, EMAIL_TAKEN. */
export async function changeEmail({ sql }: Context, token: string): Promise<void> {
  const { definitions, used } = useToken(sql, 'CHANGE_EMAIL', token)
  const changed = cte<{ id: number; former_email: string }>(
    sql,
    'changed',
    sql`
      update members set email = used.mailed_to, email_verified_at = now()
      from ${used.name} where members.id = used.member_id
      returning members.id, used.email as former_email`,
  )
  const notice = queueMail(sql, {
    kind: 'EMAIL_CHANGED',
    memberId: sql`id`,
    recipient: sql`former_email`,
    from: changed,
  })
  const [member] = await sql`
    with ${definitions}, ${changed.definition}, notice as (${notice}), ${voidMailedTokens(sql, changed, hashOfMailedToken(token))}
    select id from changed`.catch((error: unknown) => {
    throw violates(error, 'members_email_key') ? problem('EMAIL_TAKEN') : error
  })
  if (!member) throw problem('LINK_INVALID')
}
