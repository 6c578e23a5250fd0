import { texts } from '@munova/commerce-contract'
import { finishCheck } from '../../payments/attempt/check-schedule.ts'
import { readPayment } from '../../payments/attempt/gateway-outcome.ts'
import type { DuePayment } from '../../payments/finish/reconcile.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { GatewayRejected, GatewayUncertain, type GatewayPayment } from '../../payments/gateway/gateway.ts'
import { completedCancels } from '../../payments/refund/gateway-refund.ts'
import { bookCancel } from './book-cancel.ts'
import { endIfRefunded } from './end-refunded.ts'

/**
 * Compares a captured payment with the gateway, and settles what happened only there: staff cancelled all or a part of it
 * in the gateway's back office, or the bank took its deposit back. Each cancellation counts once. Resolves to the payment as it
 * was looked up. Rejects with GatewayUncertain: the next check retries.
 */
export async function followPayment(context: PaymentsContext, due: DuePayment): Promise<GatewayPayment> {
  const payment = await readClosed(context, due)
  const booked = { orderId: due.orderId, paymentId: due.id }
  for (const cancel of completedCancels(payment)) await bookCancel(context, booked, cancel)
  if (payment.status !== 'DONE' && payment.status !== 'PARTIAL_CANCELED')
    await endIfRefunded(context, due.orderId)
  if (payment.cancels.every(({ cancelStatus }) => cancelStatus !== 'IN_PROGRESS'))
    await finishCheck(context, due)
  return payment
}

/**
 * The payment at the gateway. If the bank took the deposit back its account is closed first: nobody may pay again for
 * goods that are about to be sold to somebody else.
 */
async function readClosed(context: PaymentsContext, due: DuePayment): Promise<GatewayPayment> {
  const { gateway } = context
  const payment = await readPayment(gateway, due)
  if (payment.status !== 'WAITING_FOR_DEPOSIT') return payment
  const closed = await gateway
    .cancel({
      paymentKey: due.paymentKey,
      reason: texts.depositTakenBack,
      idempotencyKey: `take-back:${due.number}:${due.id}`,
    })
    .catch((error: unknown) => {
      if (!(error instanceof GatewayRejected)) throw error
      return readPayment(gateway, due)
    })
  if (closed.status === 'WAITING_FOR_DEPOSIT') throw new GatewayUncertain('the account cannot be closed')
  return closed
}
