import type { Fragment, Rows, Sql } from '@munova/database'
import { Problem } from '@munova/service'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { countAttempts } from '../attempts/count.ts'
import { mailsOf, mailsTo } from '../attempts/limits.ts'

/** Mails whose link carries a token. */
export type MailPurpose = 'RESET_PASSWORD' | 'VERIFY_EMAIL' | 'CHANGE_EMAIL'
export type MailKind = MailPurpose | 'EMAIL_CHANGED' | 'RESTOCK_HELD'

export interface QueuedMail {
  kind: MailKind
  /** SQL for a row of `from`; null: whoever has the address. */
  memberId: Fragment
  recipient: Fragment
  /** Of RESTOCK_HELD: the place whose turn it is. */
  restockPlaceId?: Fragment
  from: Rows
  where?: Fragment
}

/** A part of the statement of a mail's cause: neither is stored without the other. */
export function queueMail(
  sql: Sql,
  { kind, memberId, recipient, restockPlaceId, from, where }: QueuedMail,
): Fragment {
  return sql`
    insert into mails (kind, member_id, recipient, restock_place_id)
    select ${kind}, ${memberId}::bigint, ${recipient}, ${restockPlaceId ?? null}::bigint
    from ${from.name}${where ? sql` where ${where}` : sql``}`
}

/** Without SMTP_URL no mail is stored: it would never be sent. */
export function canMail({ config }: Pick<Context, 'config'>): boolean {
  return config.SMTP_URL !== undefined
}

/**
 * Allows one more mail to an address that a request names. Throws RATE_LIMITED when it got, or this sender asked for, too
 * many, and MAIL_NOT_CONFIGURED; whether the address is a member's makes no difference.
 */
export async function requireMail(
  context: Context,
  { recipient, sender }: { recipient: string; sender: string | number },
): Promise<void> {
  const { config } = context
  await countAttempts(context, [mailsTo(config, recipient), mailsOf(config, sender)])
  if (!canMail(context)) throw problem('MAIL_NOT_CONFIGURED')
}

/** Whether a sign-up mails a link to its address; the sign-up itself does not depend on it. */
export async function mayMail(context: Context, recipient: string): Promise<boolean> {
  if (!canMail(context)) return false
  try {
    await countAttempts(context, [mailsTo(context.config, recipient)])
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'RATE_LIMITED') return false
    throw error
  }
}
