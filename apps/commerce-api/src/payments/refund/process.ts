import { cte } from '@munova/database'
import type { PaymentsContext } from '../gateway/context.ts'
import { faultPoint } from '../../fault-points.ts'
import { checkNow } from '../attempt/check-schedule.ts'
import {
  GatewayRejected,
  GatewayUncertain,
  type GatewayCancel,
  type GatewayPayment,
} from '../gateway/gateway.ts'
import { accountOf, withoutAccount } from './account.ts'
import { accountRejections, askForAccount } from './ask-for-account.ts'
import { pendingRefunds, type PendingRefund } from './pending.ts'
import { refundedEvent, type DoneRefund } from './refunded-event.ts'

/** Sends an order's pending refunds to the gateway now. What it does not take the reconciler sends later. */
export async function processRefunds(context: PaymentsContext, orderId: number): Promise<void> {
  for (const refund of await pendingRefunds(context.sql, orderId)) await processRefund(context, refund)
}

/**
 * Gives money back, once, however often it is called. When the gateway rejects it or does not answer, the refund stays
 * pending and is retried.
 */
export async function processRefund(context: PaymentsContext, refund: PendingRefund): Promise<void> {
  const { gateway, log } = context
  if (refund.needsAccount) {
    await askForAccount(context, refund, 'missing')
    return
  }
  try {
    const result = await cancel(context, refund)
    // After a rejection or no answer an earlier attempt may have done it: then the gateway's records show it.
    const payment = result instanceof Error ? await gateway.lookup(refund) : result
    const done = cancelOf(payment, refund.id)
    if (done) {
      faultPoint('refund.sent')
      // If it was reduced after it had been sent, the comparison with the gateway settles the rest.
      if (!(await completeRefund(context, refund, done))) await checkNow(context, refund.paymentId)
      faultPoint('refund.completed')
    } else if (result instanceof GatewayRejected) {
      log.error(
        { refund: refund.id, order: refund.number, code: result.code },
        'the gateway rejects a refund',
      )
      if (accountRejections.has(result.code)) await askForAccount(context, refund, 'rejected')
      else await countRejection(context, refund)
      // What it was to give back may have been given back at the gateway already.
      await checkNow(context, refund.paymentId)
    } else {
      // A payment that is not done is not logged: it names the buyer's account.
      log.warn(
        { ...(result instanceof Error && { err: result }), refund: refund.id },
        'a refund is not done yet; it is retried',
      )
    }
  } catch (error) {
    if (!(error instanceof GatewayRejected || error instanceof GatewayUncertain)) throw error
    log.warn({ err: error, refund: refund.id }, 'whether a refund is done is unknown; it is retried')
  }
}

async function cancel(
  { gateway, config }: PaymentsContext,
  { id, number, paymentKey, amount, reason, rejections, account }: PendingRefund,
): Promise<GatewayPayment | GatewayRejected | GatewayUncertain> {
  const refundAccount = accountOf(config, account)
  try {
    return await gateway.cancel({
      paymentKey,
      amount,
      reason: `${reason} ${tagOf(id)}`,
      idempotencyKey: `refund:${number}:${id}:${rejections}`,
      ...(refundAccount && { refundAccount }),
    })
  } catch (error) {
    if (error instanceof GatewayRejected || error instanceof GatewayUncertain) return error
    throw error
  }
}

/** Part of the reason that the gateway stores with a cancellation: by it the cancellation is found again. */
const tagOf = (refundId: number) => `#${refundId}`

export function isCancelOf({ cancelReason }: Pick<GatewayCancel, 'cancelReason'>, refundId: number): boolean {
  return cancelReason.endsWith(` ${tagOf(refundId)}`)
}

function cancelOf({ cancels }: GatewayPayment, refundId: number): GatewayCancel | undefined {
  return cancels.find((each) => each.cancelStatus === 'DONE' && isCancelOf(each, refundId))
}

/**
 * The next attempt needs a new idempotency key, since the gateway would only repeat its response to the old one. Counted
 * only after the gateway's records were read and do not show the refund, and once for each attempt.
 */
async function countRejection({ sql }: PaymentsContext, { id, rejections }: PendingRefund): Promise<void> {
  await sql`update refunds set rejections = rejections + 1 where id = ${id} and rejections = ${rejections}`
}

/**
 * Records that the gateway has done it, once. Undefined when it is done already, or the gateway has given back another amount
 * than is requested now.
 */
export async function completeRefund(
  context: PaymentsContext,
  { id, orderId }: PendingRefund,
  { transactionKey, cancelAmount }: Pick<GatewayCancel, 'transactionKey' | 'cancelAmount'>,
): Promise<true | undefined> {
  const { sql } = context
  const changed = cte<DoneRefund>(
    sql,
    'changed',
    sql`
      update orders set refunded = refunded + refund.amount, revision = revision + 1
      from refund where orders.id = refund.order_id
      returning orders.id, number, member_id, refund.id as refund_id, refund.amount, refund.cause`,
  )
  const rows = await sql`
    with held as materialized (
      select id from orders where id = ${orderId} for no key update
    ), refund as (
      update refunds set status = 'DONE', done_at = now(), account_asked_at = null, ${withoutAccount(sql)}
      from held where refunds.id = ${id} and order_id = held.id and status = 'REQUESTED' and amount = ${cancelAmount}
      returning refunds.*
    ), payment as (
      update payments set refunded = refunded + refund.amount,
        status = case when refunded + refund.amount = payments.amount then 'CANCELED' else 'PARTIAL_CANCELED' end
      from refund where payments.id = refund.payment_id
      returning payments.id
    ), entry as (
      insert into ledger (order_id, payment_id, kind, amount, transaction_key)
      select order_id, payment_id, 'CANCEL', amount, ${transactionKey} from refund
    ), ${changed.definition}, event as (${refundedEvent(sql, changed)})
    select id from ${changed.name}`
  context.outbox.wake()
  return rows.length > 0 || undefined
}
