import { retryOnConnectionLoss } from '@munova/database'
import { followPayment } from '../orders/cancel/follow-gateway.ts'
import { finishCheck } from '../payments/attempt/check-schedule.ts'
import { isNotFound, OtherPayment } from '../payments/attempt/gateway-outcome.ts'
import {
  isCaptured,
  reconcilePayment,
  takePayment,
  type DuePayment,
  type TakenPayment,
} from '../payments/finish/reconcile.ts'
import type { PaymentsContext } from '../payments/gateway/context.ts'
import type { GatewayPayment } from '../payments/gateway/gateway.ts'
import { noteDifference } from '../payments/refund/differences.ts'
import { completedCancels } from '../payments/refund/gateway-refund.ts'

/**
 * Looks up a payment that the comparison of a day found otherwise here, and follows the gateway. What then still differs is
 * noted for administrators. Rejects with GatewayRejected and GatewayUncertain.
 */
export async function checkPayment(context: PaymentsContext, paymentKey: string): Promise<void> {
  const due = await takePayment(context, paymentKey)
  if (!due) return checkUnknown(context, paymentKey)
  if (!isCaptured.has(due.status)) return checkOpen(context, due)
  const { orderId, amount } = due
  try {
    await compareRefunds(context, due, await followPayment(context, due))
  } catch (error) {
    if (error instanceof OtherPayment) await noteOther(context, due, error)
    else if (isNotFound(error))
      await noteDifference(context, { kind: 'NOT_AT_GATEWAY', paymentKey, orderId, amount })
    else throw error
    await finishCheck(context, due)
  }
}

/** Not captured here: what the gateway has is applied, and without money there is no difference. */
async function checkOpen(context: PaymentsContext, due: DuePayment): Promise<void> {
  try {
    await reconcilePayment(context, due)
  } catch (error) {
    if (!(error instanceof OtherPayment)) throw error
    await noteOther(context, due, error)
  }
}

function noteOther(context: PaymentsContext, due: DuePayment, { payment }: OtherPayment): Promise<void> {
  const { paymentKey, orderId } = due
  return noteDifference(context, { kind: 'OTHER_PAYMENT', paymentKey, orderId, amount: payment.totalAmount })
}

/** The shop has no row of it. Only money that the gateway still has is a difference. */
async function checkUnknown(context: PaymentsContext, paymentKey: string): Promise<void> {
  const { sql, gateway } = context
  const payment = await gateway.lookup({ paymentKey }).catch((error: unknown) => {
    if (isNotFound(error)) return undefined
    throw error
  })
  if (payment?.status !== 'DONE' && payment?.status !== 'PARTIAL_CANCELED') return
  // Index orders_number_key.
  const [order] = await retryOnConnectionLoss(
    () => sql<{ id: number }[]>`select id from orders where number = ${payment.orderId}::text`,
  )
  const { balanceAmount: amount } = payment
  await noteDifference(context, { kind: 'UNKNOWN_PAYMENT', paymentKey, orderId: order?.id ?? null, amount })
}

/** The shop may give money back meanwhile: `due` is older than the look-up, and what is read here is newer. */
async function compareRefunds(
  context: PaymentsContext,
  due: TakenPayment,
  payment: GatewayPayment,
): Promise<void> {
  if (payment.cancels.some(({ cancelStatus }) => cancelStatus === 'IN_PROGRESS')) return
  const { sql } = context
  const atGateway = completedCancels(payment).reduce((sum, { cancelAmount }) => sum + cancelAmount, 0)
  const [now] = await retryOnConnectionLoss(
    () => sql<[{ refunded: number }]>`select refunded from payments where id = ${due.id}`,
  )
  if (now.refunded >= atGateway && due.refunded <= atGateway) return
  const { paymentKey, orderId } = due
  const amount = Math.abs(atGateway - now.refunded)
  await noteDifference(context, { kind: 'OTHER_REFUND', paymentKey, orderId, amount })
}

/** The payment can never be looked up, it seems: it is noted instead. */
export async function noteNotCompared(
  context: PaymentsContext,
  paymentKey: string,
  error: unknown,
): Promise<void> {
  const { sql, log } = context
  // Index payments_key.
  const [known] = await retryOnConnectionLoss(
    () => sql<{ orderId: number; amount: number }[]>`
      select order_id as "orderId", amount from payments where payment_key = ${paymentKey}`,
  )
  const { orderId = null, amount = 0 } = known ?? {}
  log.error({ err: error, order: orderId }, 'a payment cannot be compared with the gateway')
  await noteDifference(context, { kind: 'NOT_COMPARED', paymentKey, orderId, amount })
}
