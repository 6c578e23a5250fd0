import type { PaymentFailure } from '@munova/commerce-contract'
import type { PaymentsContext } from '../gateway/context.ts'
import { failureMessage, GatewayRejected, GatewayUncertain, type GatewayPayment } from '../gateway/gateway.ts'

/** A row of `payments` that waits for its outcome. */
export interface Attempt {
  /** Of the payment. */
  id: number
  orderId: number
  number: string
  paymentKey: string
  amount: number
}

/** The outcome of an attempt at the gateway. `open`: it was never confirmed, and still can be. */
export type AttemptOutcome =
  | { kind: 'captured' | 'waiting'; payment: GatewayPayment }
  | ({ kind: 'failed' } & PaymentFailure)
  | { kind: 'open' }

/** Asks the gateway to take the money; it does so once, however often it is called. Rejects with GatewayUncertain. */
export async function charge({ gateway }: PaymentsContext, attempt: Attempt): Promise<AttemptOutcome> {
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
    if (!(error instanceof GatewayRejected)) throw error
    // This call moved no money. An earlier one may have: only a lookup shows it.
    const outcome = await lookUpPayment(gateway, attempt)
    // The reason of this rejection says more than the status that it led to.
    return outcome.kind === 'open' || outcome.kind === 'failed' ? failedBy(error) : outcome
  }
}

/**
 * Reads the outcome and changes nothing. Rejects with GatewayUncertain, also when the gateway rejects the lookup: that
 * says nothing about the payment.
 */
export async function lookUpPayment(
  gateway: PaymentsContext['gateway'],
  attempt: Attempt,
): Promise<AttemptOutcome> {
  try {
    return outcomeOf(attempt, await gateway.lookup(attempt))
  } catch (error) {
    if (!(error instanceof GatewayRejected)) throw error
    if (error.code === NOT_FOUND) return failedBy(error)
    throw rejectedLookUp(error)
  }
}

/** A payment that was captured, as the gateway has it. Rejects with GatewayUncertain, as lookUpPayment(). */
export async function readPayment(
  gateway: PaymentsContext['gateway'],
  attempt: Attempt,
): Promise<GatewayPayment> {
  try {
    const payment = await gateway.lookup(attempt)
    requireSame(attempt, payment)
    return payment
  } catch (error) {
    throw error instanceof GatewayRejected ? rejectedLookUp(error) : error
  }
}

function rejectedLookUp(error: GatewayRejected): GatewayUncertain {
  return new GatewayUncertain(`the gateway rejects the lookup: ${error.code}`, { cause: error })
}

function failedBy({ code, words }: GatewayRejected): AttemptOutcome {
  return { kind: 'failed', code, message: failureMessage(words) }
}

/** The gateway does not know the payment, so no money can have moved. */
const NOT_FOUND = 'NOT_FOUND_PAYMENT'

/** Whether a look-up failed since the gateway does not know the payment. */
export function isNotFound(error: unknown): boolean {
  const reason = error instanceof GatewayUncertain ? error.cause : error
  return reason instanceof GatewayRejected && reason.code === NOT_FOUND
}

/** The gateway has another order or amount for the key of a payment. */
export class OtherPayment extends Error {
  override readonly name = 'OtherPayment'
  readonly payment: GatewayPayment

  constructor(payment: GatewayPayment, number: string) {
    super(`payment ${payment.paymentKey} at the gateway is not that of order ${number}`)
    this.payment = payment
  }
}

/** Throws when the payment is not the one of this attempt. */
export function outcomeOf(attempt: Attempt, payment: GatewayPayment): AttemptOutcome {
  switch (payment.status) {
    case 'DONE':
    case 'PARTIAL_CANCELED':
      requireSame(attempt, payment)
      return { kind: 'captured', payment }
    case 'WAITING_FOR_DEPOSIT':
      return { kind: 'waiting', payment }
    case 'READY':
    case 'IN_PROGRESS':
      return { kind: 'open' }
    case 'ABORTED':
    case 'EXPIRED':
    case 'CANCELED':
      return { kind: 'failed', ...(payment.failure ?? { code: payment.status, message: '' }) }
  }
}

function requireSame({ number, amount }: Attempt, payment: GatewayPayment): void {
  if (payment.orderId !== number || payment.totalAmount !== amount) throw new OtherPayment(payment, number)
}
