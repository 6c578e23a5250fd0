import { texts, type Withdraw } from '@munova/commerce-contract'
import { cte } from '@munova/database'
import { MemberWithdrawn } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { voidMailedTokens } from '../mail/mailed-token.ts'
import { checkPassword } from './check-password.ts'

/**
 * Closes the account for good: blanks the personal data, ends every session and frees the email address. Deletes the
 * address book and the cart. Throws WRONG_PASSWORD, RATE_LIMITED, and PRODUCTS_ON_SALE while the member has published products.
 */
export async function withdraw(context: Context, memberId: number, { password }: Withdraw): Promise<void> {
  const { sql } = context
  await checkPassword(context, memberId, password)
  // Index products_seller.
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set status = 'WITHDRAWN', email = null, email_verified_at = null, password_hash = null, name = ${texts.withdrawnMember},
        changed_at = clock_timestamp(), suspended_reason = null, revision = revision + 1
      where id = ${memberId} and status = 'ACTIVE'
        and not exists (select from products where seller_id = ${memberId} and status = 'PUBLISHED')
      returning *`,
  )
  const [member] = await sql`
    with ${changed.definition}, sessions as (
      delete from refresh_tokens using changed where member_id = changed.id
    ), devices as (
      delete from known_devices using changed where member_id = changed.id
    ), address_book as (
      delete from addresses using changed where member_id = changed.id
    ), cart as (
      delete from cart_lines using carts, changed where cart_id = carts.id and carts.member_id = changed.id
    ), ${voidMailedTokens(sql, changed)}, event as (${memberEvent(sql, MemberWithdrawn, changed)})
    select id from changed`
  if (!member) throw problem('PRODUCTS_ON_SALE')
  context.outbox.wake()
  await context.revokedTokens.refresh()
}
