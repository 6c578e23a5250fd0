import type { ConfirmPayment } from '@munova/commerce-contract'
import type { PaymentsContext } from './gateway/context.ts'
import { faultPoint } from '../fault-points.ts'
import type { IdempotencyContext } from '../idempotency/context.ts'
import { problem } from '../problems.ts'
import { charge, type Attempt, type AttemptOutcome } from './attempt/gateway-outcome.ts'
import { beginPayment, cameLate, knownPayment } from './attempt/begin.ts'
import { checkNow } from './attempt/check-schedule.ts'
import { toConfirmed } from './attempt/payment-row.ts'
import { awaitDeposit } from './finish/await-deposit.ts'
import { capture } from './finish/capture.ts'
import { failPayment } from './finish/fail.ts'
import { GatewayUncertain, type GatewayPayment } from './gateway/gateway.ts'

/** How long a client waits before it asks again. */
const RETRY_AFTER_MS = 2_000

/**
 * Pays an order: the attempt is stored, then the gateway charges, then the outcome is applied; what a crash in between
 * leaves open the reconciler finishes. Resolves to the response as JSON. Throws what beginPayment() does,
 * PAYMENT_DECLINED, and PAYMENT_UNKNOWN when the gateway does not report the outcome.
 */
export async function confirmPayment(
  context: PaymentsContext,
  memberId: number,
  { input, idempotency }: { input: ConfirmPayment; idempotency: IdempotencyContext },
): Promise<string> {
  faultPoint('confirm.claimed')
  const beginning = await beginPayment(context, memberId, input)
  if ('known' in beginning) return JSON.stringify(beginning.known)
  const attempt = beginning.begun
  faultPoint('confirm.begun')
  const outcome = await charge(context, attempt).catch(async (error: unknown) => {
    if (!(error instanceof GatewayUncertain)) throw error
    await checkNow(context, attempt.id)
    throw problem('PAYMENT_UNKNOWN', { cause: error, retryAfterMs: RETRY_AFTER_MS })
  })
  faultPoint('confirm.charged')
  const text = await apply(context, attempt, { outcome, idempotency })
  // Another process, such as the reconciler, was faster: the outcome that it applied counts.
  const { paymentKey, number, amount } = attempt
  return text ?? JSON.stringify(await knownPayment(context, memberId, { paymentKey, number, amount }))
}

/** Undefined when the response is to be read from the database: a deposit is awaited, or another outcome was applied. */
async function apply(
  context: PaymentsContext,
  attempt: Attempt,
  { outcome, idempotency }: { outcome: AttemptOutcome; idempotency: IdempotencyContext },
): Promise<string | undefined> {
  switch (outcome.kind) {
    case 'captured': {
      const text = JSON.stringify(paid(attempt, outcome.payment))
      const captured = await capture(context, attempt, outcome.payment, { idempotency, text })
      faultPoint('confirm.applied')
      if (captured === 'late') throw cameLate()
      idempotency.isResponseStored = captured === 'paid'
      return captured === 'paid' ? text : undefined
    }
    case 'waiting': {
      const { virtualAccount, method } = outcome.payment
      if (!virtualAccount) throw new Error(`a deposit for order ${attempt.number} has no account`)
      await awaitDeposit(context, attempt, virtualAccount, method)
      return undefined
    }
    case 'failed':
      if (!(await failPayment(context, attempt, outcome))) return undefined
      throw problem('PAYMENT_DECLINED', { detail: 'gateway', code: outcome.code })
    case 'open':
      throw new Error(`the gateway took the confirmation of order ${attempt.number} and left it open`)
  }
}

function paid(attempt: Attempt, { method, approvedAt }: Pick<GatewayPayment, 'method' | 'approvedAt'>) {
  const none = { bankCode: null, accountNumber: null, dueDate: null, failure: null, failureMessage: null }
  return toConfirmed(attempt, { ...attempt, status: 'DONE', method, approvedAt, ...none })
}
