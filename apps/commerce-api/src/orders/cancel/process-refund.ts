import { Problem } from '@munova/service'
import { faultPoint } from '../../fault-points.ts'
import { checkNow } from '../../payments/attempt/check-schedule.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import {
  GatewayRejected,
  GatewayUncertain,
  type GatewayCancel,
  type GatewayPayment,
} from '../../payments/gateway/gateway.ts'
import { accountOf } from '../../payments/refund/account.ts'
import { KeyMissing } from '../../payments/refund/account-cipher.ts'
import { accountRejections, askForAccount } from '../../payments/refund/ask-for-account.ts'
import { isCancelOf, tagOf } from '../../payments/refund/gateway-refund.ts'
import { pendingRefunds, type PendingRefund } from '../../payments/refund/pending.ts'
import { bookCancel } from './book-cancel.ts'

/**
 * Sends the newest pending refund of an order to the gateway now, which is that of the request; what else is pending, and what the
 * gateway does not take, the reconciler sends. So a request waits for one refund, however many are open.
 */
export async function processNewestRefund(context: PaymentsContext, orderId: number): Promise<void> {
  const newest = (await pendingRefunds(context.sql, orderId)).at(-1)
  if (newest) await processRefund(context, newest)
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
      await bookCancel(context, refund, done)
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
    if (error instanceof KeyMissing) {
      log.error({ err: error, refund: refund.id }, 'the account of a refund cannot be opened; it is retried')
      return
    }
    if (!isLeftForLater(error)) throw error
    log.warn(
      { err: error, refund: refund.id },
      'whether a refund is done is not known or not booked; it is retried',
    )
  }
}

/** Others change the order all the time, or the gateway does not say. */
function isLeftForLater(error: unknown): boolean {
  const isConflict = error instanceof Problem && error.code === 'ORDER_CHANGED'
  return isConflict || error instanceof GatewayRejected || error instanceof GatewayUncertain
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
