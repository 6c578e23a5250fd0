import type { Refund } from '@munova/commerce-contract'
import { retryOnce, type Sql } from '@munova/database'
import { faultPoint } from '../../fault-points.ts'
import type { Context } from '../../context.ts'
import {
  GatewayRefused,
  GatewayUncertain,
  type GatewayCancel,
  type GatewayPayment,
  type RefundAccount,
} from '../gateway/gateway.ts'

/** A row of `refunds` that is still owed. */
export interface OwedRefund {
  id: number
  orderId: number
  number: string
  paymentKey: string
  amount: number
  cause: Refund['cause']
  reason: string
  refusals: number
  account: RefundAccount | null
}

/** The columns of OwedRefund, for statements on refunds, orders and payments. */
export function owedColumns(sql: Sql) {
  return sql`
    refunds.id, refunds.order_id as "orderId", number, payment_key as "paymentKey", refunds.amount, cause, reason,
    refusals, case when refunds.bank is not null then json_build_object(
      'bank', refunds.bank, 'accountNumber', refunds.account_number, 'holderName', refunds.holder_name) end as account`
}

/** What an order is still owed, soonest first. */
function owedTo(sql: Sql, orderId: number): Promise<OwedRefund[]> {
  return retryOnce(
    () => sql<OwedRefund[]>`
      select ${owedColumns(sql)}
      from refunds join orders on orders.id = refunds.order_id join payments on payments.id = refunds.payment_id
      where refunds.order_id = ${orderId} and refunds.status = 'REQUESTED'
      order by refunds.id`,
  )
}

/** What is owed goes out now if the gateway takes it; if not, the reconciler goes on. */
export async function giveBack(context: Context, orderId: number): Promise<void> {
  for (const owed of await owedTo(context.sql, orderId)) await sendRefund(context, owed)
}

/**
 * Gives money back, once, however often it is called. When the gateway refuses or does not answer, the refund stays
 * owed, and its turn comes again.
 */
export async function sendRefund(context: Context, owed: OwedRefund): Promise<void> {
  const { log } = context
  try {
    const answer = await cancel(context, owed)
    // A no, or no answer, may mean that it was done before: then the gateway's books have it.
    const payment = answer instanceof Error ? await context.gateway.lookup(owed) : answer
    const cancelled = cancelOf(payment, owed.id)
    if (cancelled) {
      faultPoint('refund.sent')
      await settle(context, owed, cancelled)
      faultPoint('refund.settled')
    } else if (answer instanceof GatewayRefused) {
      log.error({ refund: owed.id, order: owed.number, code: answer.code }, 'the gateway refuses a refund')
      await refused(context, owed)
    } else {
      log.warn({ err: answer, refund: owed.id }, 'a refund did not go out yet; it is tried again')
    }
  } catch (error) {
    if (!(error instanceof GatewayRefused || error instanceof GatewayUncertain)) throw error
    log.warn({ err: error, refund: owed.id }, 'whether a refund went out is not known; it is tried again')
  }
}

async function cancel(
  { gateway }: Context,
  { id, number, paymentKey, amount, reason, refusals, account }: OwedRefund,
): Promise<GatewayPayment | GatewayRefused | GatewayUncertain> {
  try {
    return await gateway.cancel({
      paymentKey,
      amount,
      reason: `${reason} ${tagOf(id)}`,
      idempotencyKey: `refund:${number}:${id}:${refusals}`,
      ...(account && { refundAccount: account }),
    })
  } catch (error) {
    if (error instanceof GatewayRefused || error instanceof GatewayUncertain) return error
    throw error
  }
}

/** In the reason that the gateway keeps with a cancellation, and by which it is found again. */
const tagOf = (refundId: number) => `#${refundId}`

function cancelOf({ cancels }: GatewayPayment, refundId: number): GatewayCancel | undefined {
  return cancels.find(({ cancelReason }) => cancelReason.endsWith(` ${tagOf(refundId)}`))
}

/**
 * A new try is a new operation to the gateway, which would only repeat its answer to the old one. Only when the
 * gateway's books have been seen without it, and once for each try, whoever makes it.
 */
async function refused({ sql }: Context, { id, refusals }: OwedRefund): Promise<void> {
  await sql`update refunds set refusals = refusals + 1 where id = ${id} and refusals = ${refusals}`
}

async function settle(
  context: Context,
  { id, orderId }: OwedRefund,
  { transactionKey }: GatewayCancel,
): Promise<void> {
  const { sql } = context
  await sql`
    with held as materialized (
      select id from orders where id = ${orderId} for no key update
    ), refund as (
      update refunds set status = 'DONE', done_at = now()
      from held where refunds.id = ${id} and order_id = held.id and status = 'REQUESTED'
      returning refunds.*
    ), payment as (
      update payments set cancelled = cancelled + refund.amount,
        status = case when cancelled + refund.amount = payments.amount then 'CANCELED' else 'PARTIAL_CANCELED' end
      from refund where payments.id = refund.payment_id
      returning payments.id
    ), entry as (
      insert into ledger (order_id, payment_id, kind, amount, transaction_key)
      select order_id, payment_id, 'CANCEL', amount, ${transactionKey} from refund
    ), changed as (
      update orders set refunded = refunded + refund.amount, revision = revision + 1
      from refund where orders.id = refund.order_id
      returning orders.id, number, member_id, refund.id as refund_id, refund.amount, refund.cause
    )
    insert into outbox (type, version, key, data)
    select 'payment.refunded', 1, 'order:' || id, jsonb_build_object(
      'orderId', id, 'number', number, 'memberId', member_id, 'amount', amount, 'refundId', refund_id, 'cause', cause)
    from changed`
  context.outbox.wake()
}
