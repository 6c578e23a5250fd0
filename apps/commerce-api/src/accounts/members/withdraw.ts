import { signPass } from '@munova/auth'
import { texts, type FollowedOrders, type Withdraw } from '@munova/commerce-contract'
import { cte, type Sql } from '@munova/database'
import { MemberWithdrawn } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { voidMailedTokens } from '../mail/mailed-token.ts'
import { checkPassword } from './check-password.ts'
import {
  hasNothingSold,
  obligationsOf,
  purchasesUnfinished,
  requireNothingSold,
  type Obligations,
  type OpenPurchase,
} from './obligations.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * Closes the account for good: blanks the personal data, ends every session and frees the email address. Deletes the
 * address book and the cart. Resolves to what a buyer with unfinished orders follows them with. Throws WRONG_PASSWORD,
 * RATE_LIMITED, for a seller PRODUCTS_ON_SALE and SALES_UNFINISHED, and for a buyer PURCHASES_UNFINISHED unless the request
 * confirms.
 */
export async function withdraw(
  context: Context,
  memberId: number,
  { password, confirm }: Withdraw,
): Promise<FollowedOrders | undefined> {
  const { sql } = context
  await checkPassword(context, memberId, password)
  const { isWithdrawn, ...obligations } = await close(sql, memberId, confirm)
  if (!isWithdrawn) {
    requireNothingSold(obligations)
    if (obligations.openPurchases.length > 0) throw purchasesUnfinished(obligations.openPurchases)
    throw problem('UNAUTHENTICATED')
  }
  context.outbox.wake()
  await context.revokedTokens.refresh()
  return followedOrders(context, memberId, obligations.openPurchases)
}

/** Closes the account if nothing is in the way; resolves to what is, too. */
async function close(
  sql: Sql,
  memberId: number,
  confirm: boolean,
): Promise<Obligations & { isWithdrawn: boolean }> {
  const obligations = obligationsOf(sql, memberId)
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set status = 'WITHDRAWN', email = null, email_verified_at = null, password_hash = null, name = ${texts.withdrawnMember},
        changed_at = clock_timestamp(), suspended_reason = null, revision = revision + 1
      where id = ${memberId} and status = 'ACTIVE' and ${hasNothingSold(sql, obligations)}
        and (${confirm} or (select json_array_length("openPurchases") from ${obligations.name}) = 0)
      returning *`,
  )
  const [row] = await sql<[Obligations & { isWithdrawn: boolean }]>`
    with ${obligations.definition}, ${changed.definition}, sessions as (
      delete from refresh_tokens using changed where member_id = changed.id
    ), devices as (
      delete from known_devices using changed where member_id = changed.id
    ), notification as (
      delete from notifications using changed where member_id = changed.id
    ), address_book as (
      delete from addresses using changed where member_id = changed.id
    ), cart as (
      delete from cart_lines using carts, changed where cart_id = carts.id and carts.member_id = changed.id
    ), likes as (
      delete from product_likes using changed where member_id = changed.id returning product_id
    ), like_change as (
      insert into like_changes (product_id, change) select product_id, -1 from likes
    ), ${voidMailedTokens(sql, changed)}, event as (${memberEvent(sql, MemberWithdrawn, changed)})
    select obligations.*, exists (select from changed) as "isWithdrawn" from ${obligations.name} as obligations`
  return row
}

/** A token that shows these orders and nothing else: nobody can sign in any more. */
async function followedOrders(
  { keys, config }: Context,
  memberId: number,
  orders: OpenPurchase[],
): Promise<FollowedOrders | undefined> {
  if (orders.length === 0) return undefined
  const from = Date.now()
  const until = from + config.FOLLOW_ORDERS_DAYS * DAY_MS
  const resource = `orders:${orders.map(({ id }) => id).join(',')}`
  const token = await signPass(keys, { memberId, resource, from, until })
  return { token, until: new Date(until).toISOString(), orders }
}
