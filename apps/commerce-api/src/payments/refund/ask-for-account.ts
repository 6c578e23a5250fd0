import { cte, emitEvent } from '@munova/database'
import { RefundAccountNeeded } from '@munova/event-contract'
import { ofOrders } from '../../outbox/order-events.ts'
import type { PaymentsContext } from '../gateway/context.ts'
import { withoutAccount } from './account.ts'
import type { PendingRefund } from './pending.ts'
import type { DoneRefund } from './refunded-event.ts'

/** Codes of Toss Payments with which a bank rejects the account, not the refund. */
export const accountRejections: ReadonlySet<string> = new Set([
  'INVALID_REFUND_ACCOUNT_INFO',
  'INVALID_REFUND_ACCOUNT_NUMBER',
  'INVALID_BANK',
])

/**
 * The buyer has to name an account: there is none, or the bank has rejected it, which deletes it and counts as a rejection (see
 * countRejection). The buyer is asked once, until an account is named.
 */
export async function askForAccount(
  { sql, outbox }: PaymentsContext,
  { id, orderId, account, rejections }: PendingRefund,
  why: 'missing' | 'rejected',
): Promise<void> {
  const sealed = account?.sealed ?? null
  const isSame = why === 'missing' ? sql`account_asked_at is null` : sql`rejections = ${rejections}`
  const asked = cte<Omit<DoneRefund, 'cause'>>(
    sql,
    'asked',
    sql`
      update refunds set account_asked_at = now(), rejections = rejections + ${why === 'rejected' ? 1 : 0},
        ${withoutAccount(sql)}
      from held where refunds.id = ${id} and order_id = held.id and status = 'REQUESTED' and ${isSame}
        -- Another account may have been named meanwhile.
        and sealed_account is not distinct from ${sealed}
      returning held.id, number, member_id, refunds.id as refund_id, refunds.amount`,
  )
  await sql`
    with held as materialized (
      select id, number, member_id from orders where id = ${orderId} for no key update
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
}
