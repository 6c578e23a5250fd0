import { texts, type PaymentStatus } from '@munova/commerce-contract'
import type { Fragment } from '@munova/database'
import type { PaymentsContext } from '../gateway/context.ts'
import {
  charge,
  lookUpPayment,
  outcomeOf,
  type Attempt,
  type AttemptOutcome,
} from '../attempt/gateway-outcome.ts'
import { hintedCheckAt, nextCheckAt, pauseAfter, type Checked } from '../attempt/check-schedule.ts'
import { GatewayRejected } from '../gateway/gateway.ts'
import { awaitDeposit } from './await-deposit.ts'
import { capture } from './capture.ts'
import { failPayment } from './fail.ts'

/** A payment that is due to be checked. */
export interface DuePayment extends Attempt, Checked {
  status: PaymentStatus
  /** The day until which a deposit is awaited is over. */
  isOverdue: boolean
}

/** A payment that was taken for a check. */
export interface TakenPayment extends DuePayment {
  /** What the shop knew to be given back before the look-up. */
  refunded: number
}

/** Takes due payments for this process. Their next check is scheduled at once, so it comes even if the process dies. */
export function takeDuePayments(context: PaymentsContext): Promise<DuePayment[]> {
  const { sql, config } = context
  // Index payments_check.
  return take(
    context,
    sql`
      select id from payments where check_at <= now() order by check_at limit ${config.RECONCILE_BATCH}
      for no key update skip locked`,
  )
}

/** Takes a payment although it is not due. Undefined when the shop does not know it. */
export async function takePayment(
  context: PaymentsContext,
  paymentKey: string,
): Promise<TakenPayment | undefined> {
  // Index payments_key.
  const [payment] = await take(
    context,
    context.sql`select id from payments where payment_key = ${paymentKey}`,
  )
  return payment
}

function take({ sql, config }: PaymentsContext, due: Fragment): Promise<TakenPayment[]> {
  return sql<TakenPayment[]>`
    with due as (${due})
    update payments
    set checks = payments.checks + 1, looked_up_at = now(), check_at = ${nextCheckAt(sql, sql`payments.checks`, config)}
    from due, orders
    where payments.id = due.id and orders.id = payments.order_id
    returning payments.id, order_id as "orderId", number, payment_key as "paymentKey", amount, payments.status, payments.refunded,
      payments.check_at as "checkAt", coalesce(due_date <= now(), false) as "isOverdue"`
}

/** The money has arrived: what may follow are cancellations. */
export const isCaptured: ReadonlySet<PaymentStatus> = new Set<PaymentStatus>([
  'DONE',
  'PARTIAL_CANCELED',
  'CANCELED',
])

/** Reads the outcome of a payment that has none, or FAILED, from the gateway and applies it. Rejects with GatewayUncertain: the next check retries. */
export async function reconcilePayment(context: PaymentsContext, due: DuePayment): Promise<void> {
  const outcome = await resolve(context, due)
  context.log.info({ order: due.number, was: due.status, is: outcome.kind }, 'payment reconciled')
  switch (outcome.kind) {
    case 'captured':
      await capture(context, due, outcome.payment)
      return
    case 'failed':
      if (due.status === 'FAILED') await postpone(context, due)
      else await failPayment(context, due, outcome)
      return
    case 'waiting': {
      const { virtualAccount, method } = outcome.payment
      if (due.status === 'CONFIRMING' && virtualAccount)
        await awaitDeposit(context, due, virtualAccount, method)
      else await postpone(context, due)
      return
    }
    case 'open':
      await postpone(context, due)
  }
}

async function resolve(context: PaymentsContext, due: DuePayment): Promise<AttemptOutcome> {
  const outcome = await lookUpPayment(context.gateway, due)
  // The buyer asked for it, and the order waits: the charge is completed, with the idempotency key of the first call.
  if (outcome.kind === 'open' && due.status === 'CONFIRMING') return charge(context, due)
  // Nobody may still pay for stock that is about to be sold to somebody else.
  if (outcome.kind === 'waiting' && due.isOverdue) return cancelVirtualAccount(context, due)
  return outcome
}

/** Closes an account that waits for a deposit. If the deposit arrived at this moment, that is the outcome. */
async function cancelVirtualAccount({ gateway }: PaymentsContext, attempt: Attempt): Promise<AttemptOutcome> {
  try {
    const payment = await gateway.cancel({
      paymentKey: attempt.paymentKey,
      reason: texts.depositExpired,
      idempotencyKey: `withdraw:${attempt.number}:${attempt.id}`,
    })
    return outcomeOf(attempt, payment)
  } catch (error) {
    if (!(error instanceof GatewayRejected)) throw error
    return lookUpPayment(gateway, attempt)
  }
}

/** Nothing changed: a deposit is looked for again, at its deadline at the latest, a FAILED payment after a hint only. */
async function postpone({ sql, config }: PaymentsContext, { id, checkAt }: DuePayment): Promise<void> {
  const pause = pauseAfter(sql, sql`checks`, config.DEPOSIT_POLL_MS, config.DEPOSIT_POLL_MAX_MS)
  await sql`
    update payments set check_at = case
        when status = 'WAITING_FOR_DEPOSIT' and due_date > now()
        then least(due_date, now() + ${pause}, ${hintedCheckAt(sql, config)})
        when status = 'WAITING_FOR_DEPOSIT' then check_at
        else ${hintedCheckAt(sql, config)}
      end
    where id = ${id} and status in ('WAITING_FOR_DEPOSIT', 'FAILED') and check_at = ${checkAt ?? null}`
}
