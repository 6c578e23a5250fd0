import { cte, emitEvent } from '@munova/database'
import { RefundAccountNeeded } from '@munova/event-contract'
import { ofOrders } from '../../outbox/order-events.ts'
import type { PaymentsContext } from '../gateway/context.ts'
import type { PendingRefund } from './pending.ts'
import type { DoneRefund } from './refunded-event.ts'

/** Codes of Toss Payments with which a bank rejects the account, not the refund. */
export const accountRejections: ReadonlySet<string> = new Set([
  'INVALID_REFUND_ACCOUNT_INFO',
  'INVALID_REFUND_ACCOUNT_NUMBER',
  'INVALID_BANK',
])

/**
 * The buyer has to name an account: there is none, or the bank has rejected it, which deletes it. The buyer is asked once, until
 * an account is named. A rejection may be about another account than that of the row: one that was named meanwhile, or one that
 * replaced an account whose answer was lost, for which the gateway repeats what it answered to that one under the same idempotency
 * key. It stays, and is sent at once with the next key: under the old one no money moves any more.
 */
export async function askForAccount(
  context: PaymentsContext,
  { id, orderId, account, rejections }: PendingRefund,
  why: 'missing' | 'rejected',
): Promise<void> {
  const { sql, outbox } = context
  const sealed = account?.sealed ?? null
  const isSame = why === 'missing' ? sql`account_asked_at is null` : sql`rejections = ${rejections}`
  const isOther = why === 'missing' ? sql`false` : sql`replaced_at_rejections is not distinct from rejections`
  const isTried = sql`(sealed_account is not distinct from ${sealed} and not ${isOther})`
  const asked = cte<Omit<DoneRefund, 'cause'>>(
    sql,
    'asked',
    sql`select * from counted where sealed_account is null`,
  )
  await sql`
    with held as materialized (
      select id, number, member_id from orders where id = ${orderId} for no key update
    ), counted as (
      update refunds set rejections = rejections + ${why === 'rejected' ? 1 : 0},
        account_asked_at = case when ${isTried} then now() else account_asked_at end,
        check_at = case when ${isTried} then check_at else now() end,
        sealed_account = case when ${isTried} then null else sealed_account end,
        bank = null, account_number = null, holder_name = null
      from held where refunds.id = ${id} and order_id = held.id and status = 'REQUESTED' and ${isSame}
      returning held.id, number, member_id, refunds.id as refund_id, refunds.amount, sealed_account
    ), ${asked.definition}
    ${emitEvent(sql, RefundAccountNeeded, {
      ...ofOrders(sql, asked),
      data: {
        orderId: sql`${asked.name}.id`,
        number: sql`number`,
        memberId: sql`member_id`,
        amount: sql`amount`,
        refundId: sql`refund_id`,
      },
    })}`
  outbox.wake()
  context.reconcile()
}
