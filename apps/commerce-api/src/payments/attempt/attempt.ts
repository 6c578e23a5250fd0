import type { Context } from '../../context.ts'
import { GatewayRefused, GatewayUncertain, type GatewayPayment } from '../gateway/gateway.ts'

/** A row of `payments` that waits for its outcome. */
export interface Attempt {
  /** Of the payment. */
  id: number
  orderId: number
  number: string
  paymentKey: string
  amount: number
}

/** What the gateway says became of an attempt. `open`: it was never confirmed, and still can be. */
export type Outcome =
  | { kind: 'captured' | 'waiting'; payment: GatewayPayment }
  | { kind: 'failed'; code: string }
  | { kind: 'open' }

/** Asks for the money: once, however often it is asked. Rejects with GatewayUncertain. */
export async function charge({ gateway }: Context, attempt: Attempt): Promise<Outcome> {
  const { id, number, paymentKey, amount } = attempt
  try {
    const payment = await gateway.confirm({
      paymentKey,
      orderId: number,
      amount,
      idempotencyKey: `confirm:${number}:${id}`,
    })
    return outcomeOf(attempt, payment)
  } catch (error) {
    if (!(error instanceof GatewayRefused)) throw error
    // This call moved nothing. Whether the payment is one that an earlier call moved, only a look tells.
    const now = await look(gateway, attempt)
    return now.kind === 'open' ? { kind: 'failed', code: error.code } : now
  }
}

/** Only looks. Rejects with GatewayUncertain, also when the gateway refuses to tell: that says nothing of the payment. */
export async function look(gateway: Context['gateway'], attempt: Attempt): Promise<Outcome> {
  try {
    return outcomeOf(attempt, await gateway.lookup(attempt))
  } catch (error) {
    if (!(error instanceof GatewayRefused)) throw error
    if (error.code === NOT_FOUND) return { kind: 'failed', code: error.code }
    throw new GatewayUncertain(`the gateway does not tell: ${error.code}`, { cause: error })
  }
}

/** The gateway never heard of it, so no money can have moved. */
const NOT_FOUND = 'NOT_FOUND_PAYMENT'

export function outcomeOf({ number, amount }: Attempt, payment: GatewayPayment): Outcome {
  switch (payment.status) {
    case 'DONE':
    case 'PARTIAL_CANCELED':
      if (payment.orderId !== number || payment.totalAmount !== amount) {
        throw new Error(`payment ${payment.paymentKey} at the gateway is not that of order ${number}`)
      }
      return { kind: 'captured', payment }
    case 'WAITING_FOR_DEPOSIT':
      return { kind: 'waiting', payment }
    case 'READY':
    case 'IN_PROGRESS':
      return { kind: 'open' }
    case 'ABORTED':
    case 'EXPIRED':
    case 'CANCELED':
      return { kind: 'failed', code: payment.status }
  }
}
