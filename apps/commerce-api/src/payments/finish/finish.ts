import { texts } from '@munova/commerce-contract'
import type { Context } from '../../context.ts'
import { charge, look, outcomeOf, type Attempt, type Outcome } from '../attempt/attempt.ts'
import { capture } from './capture.ts'
import { GatewayRefused } from '../gateway/gateway.ts'
import { awaitDeposit, fail } from './settle.ts'
import { againAt } from '../attempt/backoff.ts'

/** A payment that is to be looked at. */
export interface DuePayment extends Attempt {
  status: 'CONFIRMING' | 'WAITING_FOR_DEPOSIT' | 'FAILED'
  isOverdue: boolean
}

/** Takes payments whose turn it is, for this process: the next turn comes later, also if it dies. */
export async function takeDuePayments({ sql, config }: Context): Promise<DuePayment[]> {
  // Index payments_check.
  return sql<DuePayment[]>`
    with due as (
      select id from payments where check_at <= now() order by check_at limit ${config.RECONCILE_BATCH}
      for no key update skip locked
    )
    update payments set checks = payments.checks + 1, check_at = ${againAt(sql, sql`payments.checks`, config)}
    from due, orders
    where payments.id = due.id and orders.id = payments.order_id
    returning payments.id, order_id as "orderId", number, payment_key as "paymentKey", amount, payments.status,
      coalesce(due_date <= now(), false) as "isOverdue"`
}

/** Asks the gateway what became of the payment, and applies it. Rejects with GatewayUncertain: then later again. */
export async function finishPayment(context: Context, due: DuePayment): Promise<void> {
  const outcome = await resolve(context, due)
  context.log.info({ order: due.number, was: due.status, is: outcome.kind }, 'payment looked at')
  switch (outcome.kind) {
    case 'captured':
      await capture(context, due, outcome.payment)
      return
    case 'failed':
      if (due.status === 'FAILED') await rest(context, due)
      else await fail(context, due, outcome.code)
      return
    case 'waiting': {
      const { virtualAccount, method } = outcome.payment
      if (due.status === 'CONFIRMING' && virtualAccount)
        await awaitDeposit(context, due, virtualAccount, method)
      else await rest(context, due)
      return
    }
    case 'open':
      await rest(context, due)
  }
}

async function resolve(context: Context, due: DuePayment): Promise<Outcome> {
  const seen = await look(context.gateway, due)
  // The buyer asked for it, and the order waits: what was begun is finished, with the key of the first call.
  if (seen.kind === 'open' && due.status === 'CONFIRMING') return charge(context, due)
  // Nobody may pay any more what is about to be sold to somebody else.
  if (seen.kind === 'waiting' && due.isOverdue) return withdrawDeposit(context, due)
  return seen
}

/** Closes an account that waits for a deposit. If the deposit came at this moment, that is what counts. */
export async function withdrawDeposit({ gateway }: Context, attempt: Attempt): Promise<Outcome> {
  try {
    const payment = await gateway.cancel({
      paymentKey: attempt.paymentKey,
      reason: texts.depositExpired,
      idempotencyKey: `withdraw:${attempt.number}:${attempt.id}`,
    })
    return outcomeOf(attempt, payment)
  } catch (error) {
    if (!(error instanceof GatewayRefused)) throw error
    return look(gateway, attempt)
  }
}

/** Nothing changed: a deposit is looked at again when it is due, what has FAILED never. */
async function rest({ sql }: Context, { id }: DuePayment): Promise<void> {
  await sql`
    update payments set check_at = case when status = 'WAITING_FOR_DEPOSIT' then greatest(due_date, check_at) end
    where id = ${id} and status in ('WAITING_FOR_DEPOSIT', 'FAILED')`
}
