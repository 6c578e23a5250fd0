import type { ConfirmPayment, ConfirmedPayment } from '@munova/commerce-contract'
import { GatewayUncertain, type GatewayPayment } from './gateway/gateway.ts'
import type { IdempotencyContext } from '../idempotency/context.ts'
import { faultPoint } from '../fault-points.ts'
import { problem } from '../problems.ts'
import type { Context } from '../context.ts'
import { charge, type Attempt, type Outcome } from './attempt/attempt.ts'
import { beginPayment, cameLate, knownPayment } from './attempt/begin.ts'
import { capture } from './finish/capture.ts'
import { checkSoon } from './attempt/check-soon.ts'
import { awaitDeposit, fail } from './finish/settle.ts'

/** How long a client waits before it asks again. */
const RETRY_MS = 2_000

/**
 * Pays an order: written down, then asked of the gateway, then applied; a death between leaves what the reconciler
 * finishes. Answers JSON. Throws what beginPayment() does, PAYMENT_DECLINED, and PAYMENT_UNKNOWN when the gateway
 * does not say.
 */
export async function confirmPayment(
  context: Context,
  memberId: number,
  { input, once }: { input: ConfirmPayment; once: IdempotencyContext },
): Promise<string> {
  faultPoint('confirm.claimed')
  const beginning = await beginPayment(context, memberId, input)
  if ('known' in beginning) return JSON.stringify(beginning.known)
  const attempt = beginning.begun
  faultPoint('confirm.begun')
  const outcome = await charge(context, attempt).catch(async (error: unknown) => {
    if (!(error instanceof GatewayUncertain)) throw error
    await checkSoon(context, attempt.id)
    throw problem('PAYMENT_UNKNOWN', undefined, { cause: error, retryAfterMs: RETRY_MS })
  })
  faultPoint('confirm.charged')
  const text = await apply(context, attempt, { outcome, once })
  // Somebody else, such as the reconciler, was faster: what it found counts.
  const { paymentKey, number, amount } = attempt
  return text ?? JSON.stringify(await knownPayment(context, memberId, { paymentKey, number, amount }))
}

/** Undefined when the attempt has its outcome already. */
async function apply(
  context: Context,
  attempt: Attempt,
  { outcome, once }: { outcome: Outcome; once: IdempotencyContext },
): Promise<string | undefined> {
  switch (outcome.kind) {
    case 'captured': {
      const text = paid(attempt, outcome.payment)
      const captured = await capture(context, attempt, outcome.payment, { once, text })
      faultPoint('confirm.settled')
      if (captured === 'late') throw cameLate()
      once.isResponseStored = captured === 'paid'
      return captured === 'paid' ? text : undefined
    }
    case 'waiting': {
      const { virtualAccount, method } = outcome.payment
      if (!virtualAccount) throw new Error(`a deposit for order ${attempt.number} has no account`)
      await awaitDeposit(context, attempt, virtualAccount, method)
      return undefined
    }
    case 'failed':
      if (!(await fail(context, attempt, outcome.code))) return undefined
      throw problem('PAYMENT_DECLINED', `The gateway says ${outcome.code}`)
    case 'open':
      throw new Error(`the gateway took the confirmation of order ${attempt.number} and left it open`)
  }
}

function paid(
  { orderId, number, paymentKey, amount }: Attempt,
  { method, approvedAt }: Pick<GatewayPayment, 'method' | 'approvedAt'>,
): string {
  const confirmed: ConfirmedPayment = {
    orderId,
    orderNumber: number,
    orderStatus: 'PAID',
    payment: {
      paymentKey,
      status: 'DONE',
      amount,
      method,
      approvedAt: approvedAt?.toISOString() ?? null,
      account: null,
    },
  }
  return JSON.stringify(confirmed)
}
