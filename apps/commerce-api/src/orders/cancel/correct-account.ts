import type { CorrectRefundAccount } from '@munova/commerce-contract'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { VIRTUAL_ACCOUNT } from '../../payments/refund/account.ts'
import { sealAccount } from '../../payments/refund/account-cipher.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { auditOf, readOrderOf } from '../read/party.ts'
import type { CurrentOrder } from '../read/read.ts'
import type { Cancelling } from './cancel.ts'

/**
 * Names the account for all refunds of the order that are not done; the reconciler sends them, however many there are and however
 * long the gateway takes. Throws ORDER_NOT_FOUND, NO_ACCOUNT_NEEDED, ORDER_CHANGED.
 */
export async function correctRefundAccount(
  context: PaymentsContext,
  correcting: Cancelling,
  input: CorrectRefundAccount,
): Promise<void> {
  const { party, orderId, idempotency } = correcting
  if (idempotency.isCommitted) return
  await changeOrder(
    () => readOrderOf(context.sql, party, orderId),
    (current) => correct(context, current, { ...correcting, ...input }),
  )
  context.reconcile()
}

async function correct(
  { sql, config }: PaymentsContext,
  current: CurrentOrder,
  { party, idempotency, refundAccount }: Cancelling & CorrectRefundAccount,
): Promise<true | undefined> {
  const { payment, refunds } = current.order
  const isDeposit = payment?.method === VIRTUAL_ACCOUNT
  if (!refunds.some(({ status, needsAccount }) => status === 'REQUESTED' && (isDeposit || needsAccount)))
    throw problem('NO_ACCOUNT_NEEDED')
  const changed = reviseOrder(sql, current)
  const audit = auditOf(sql, party, {
    action: 'order.refund-account',
    thing: 'order',
    thingId: sql`id`,
    from: changed,
  })
  // The idempotency key at the gateway stays, for which there is one effect: an attempt with the account before, whose answer was
  // lost, either has given the money back or never will.
  const rows = await sql`
    with ${changed.definition}, corrected as (
      update refunds set sealed_account = ${sealAccount(config.REFUND_ACCOUNT_KEYS, refundAccount)},
        bank = null, account_number = null, holder_name = null, account_asked_at = null, check_at = now(),
        replaced_at_rejections = case
          when sealed_account is not null or bank is not null then rejections else replaced_at_rejections
        end
      from ${changed.name} as changed where order_id = changed.id and refunds.status = 'REQUESTED'
    ), committed as (${idempotency.markCommitted(sql, changed)}) ${audit}
    select id from ${changed.name}`
  return rows.length > 0 || undefined
}
