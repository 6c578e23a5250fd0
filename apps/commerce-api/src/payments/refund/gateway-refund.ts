import { texts } from '@munova/commerce-contract'
import { cte, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import type { GatewayCancel, GatewayPayment } from '../gateway/gateway.ts'
import { withoutAccount } from './account.ts'
import { refundDueAt } from './due.ts'
import type { PendingRefund } from './pending.ts'

/** Part of the reason that the gateway stores with a cancellation: by it the cancellation is found again. */
export const tagOf = (refundId: number) => `#${refundId}`

export function isCancelOf({ cancelReason }: Pick<GatewayCancel, 'cancelReason'>, refundId: number): boolean {
  return cancelReason.endsWith(` ${tagOf(refundId)}`)
}

/** A payment that was captured, as it is at the revision of its order. */
export interface CapturedPayment {
  id: number
  paymentKey: string
  amount: number
  refunded: number
  refundRequested: number
  /** The order was paid by it. False: the payment came late. */
  isOfOrder: boolean
  /** Transaction keys of the refunds that are in the ledger. */
  known: readonly string[]
}

/** What a cancellation of another amount than was requested here does to the refunds of its payment. */
export interface GatewayRefund {
  paymentId: number
  /** Of the cancellation. */
  amount: number
  transactionKey: string
  /** Pending refunds that are done with it. */
  covered: readonly number[]
  /** A pending refund of which a part is done with it. */
  reduced: { id: number; by: number } | undefined
  /** The pending refund that it was sent for, and by how much its amount differs: that was reduced after it had been sent. */
  grown: { id: number; by: number } | undefined
  /** What remains of the amount: a refund of its own. */
  own: number
  /** Nothing is left of the payment. */
  isWhole: boolean
}

/**
 * The cancellations that the gateway has completed. A payment that has ended there without an entry for all of its money,
 * as after a deposit that the bank took back, has one more for the rest.
 */
export function completedCancels(
  payment: GatewayPayment,
): Pick<GatewayCancel, 'transactionKey' | 'cancelAmount' | 'cancelReason'>[] {
  const done = payment.cancels.filter(({ cancelStatus }) => cancelStatus === 'DONE')
  const hasEnded =
    payment.status === 'CANCELED' || payment.status === 'EXPIRED' || payment.status === 'ABORTED'
  const rest = payment.totalAmount - payment.cancels.reduce((sum, { cancelAmount }) => sum + cancelAmount, 0)
  if (!hasEnded || rest <= 0) return done
  return [
    ...done,
    { transactionKey: `ended:${payment.paymentKey}`, cancelAmount: rest, cancelReason: payment.status },
  ]
}

/**
 * Pending refunds of more than is left of the payment are done with it, the oldest first: the buyer has this money. `sent` is
 * the pending refund that the cancellation was sent for; it is done in any case.
 */
export function planGatewayRefund(
  payment: CapturedPayment,
  pending: readonly Pick<PendingRefund, 'id' | 'amount'>[],
  {
    cancelAmount: amount,
    transactionKey,
    sent,
  }: Pick<GatewayCancel, 'cancelAmount' | 'transactionKey'> & {
    sent?: Pick<PendingRefund, 'id' | 'amount'> | undefined
  },
): GatewayRefund {
  const covered: number[] = sent ? [sent.id] : []
  let reduced: GatewayRefund['reduced']
  let own = amount - (sent?.amount ?? 0)
  let excess = payment.refundRequested + own - payment.amount
  for (const refund of pending) {
    if (excess <= 0) break
    if (refund.id === sent?.id) continue
    if (refund.amount <= excess) {
      covered.push(refund.id)
      own -= refund.amount
    } else reduced = { id: refund.id, by: excess }
    excess -= refund.amount
  }
  const isWhole = payment.refunded + amount === payment.amount
  const to = { paymentId: payment.id, amount, transactionKey, covered, reduced, isWhole }
  return sent ? { ...to, grown: { id: sent.id, by: own }, own: 0 } : { ...to, grown: undefined, own }
}

/** CTEs of a statement, the one of them that locks the payment, and the refunds that are DONE with it. */
export interface BookedRefund {
  definitions: Fragment
  payment: Cte<{ id: number }>
  refunds: Cte<{ id: number; amount: number; cause: string }>
}

/** For a statement that changes the order at the revision at which the refund was planned: the ledger and the refunds. */
export function bookGatewayRefund(
  sql: Sql,
  orders: Rows<{ id: number }>,
  { paymentId, amount, transactionKey, covered, reduced, grown, own }: GatewayRefund,
): BookedRefund {
  const payment = cte<{ id: number; order_id: number }>(
    sql,
    'refunded_payment',
    sql`
      update payments set refunded = payments.refunded + ${amount},
        refund_requested = refund_requested + ${own + (grown?.by ?? 0) - (reduced?.by ?? 0)},
        status = case when payments.refunded + ${amount} = amount then 'CANCELED' else 'PARTIAL_CANCELED' end
      from ${orders.name} as changed where payments.id = ${paymentId} and payments.order_id = changed.id
      returning payments.id, payments.order_id`,
  )
  const refunds = cte<{ id: number; amount: number; cause: string }>(
    sql,
    'refund_done',
    sql`
      select id, amount, cause from refund_covered union all select id, amount, cause from refund_made`,
  )
  const definitions = sql`
    ${payment.definition}, refund_covered as (
      update refunds set status = 'DONE', done_at = now(),
        amount = refunds.amount + case refunds.id when ${grown?.id ?? null}::bigint then ${grown?.by ?? 0}::bigint else 0 end,
        account_asked_at = null, ${withoutAccount(sql)}
      from ${payment.name} as paid where refunds.id = any(${[...covered]}::bigint[]) and refunds.payment_id = paid.id
      returning refunds.id, refunds.amount, refunds.cause
    ), refund_reduced as (
      -- The next attempt is another operation, so it needs another idempotency key.
      update refunds set amount = refunds.amount - ${reduced?.by ?? 0}, rejections = rejections + 1
      from ${payment.name} as paid where refunds.id = ${reduced?.id ?? null} and refunds.payment_id = paid.id
    ), refund_made as (
      insert into refunds (order_id, payment_id, amount, cause, reason, status, due_at, done_at)
      select order_id, id, ${own}, 'GATEWAY', ${texts.refundedAtGateway}, 'DONE', ${refundDueAt(new Date())}, now()
      from ${payment.name} where ${own}::bigint > 0
      returning id, amount, cause
    ), ledger_entry as (
      insert into ledger (order_id, payment_id, kind, amount, transaction_key)
      select order_id, id, 'CANCEL', ${amount}, ${transactionKey} from ${payment.name}
    ), ${refunds.definition}`
  return { definitions, payment, refunds }
}
