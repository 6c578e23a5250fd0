import { z } from 'zod'
import { Behaviour, Fault } from './faults.ts'
import type { Payment } from '../payments/payment.ts'
import { Create } from '../payments/request-schemas.ts'
import type { Gateway, Request } from './toss-api.ts'
import { TossError } from '../payments/toss-error.ts'
import { paymentJson } from './payment-json.ts'

/** Totals of the ledger for one order, or for all. */
export interface LedgerTotals {
  /** Number and sum of the charges; reverted deposits do not count. */
  charges: number
  captured: number
  cancels: number
  cancelled: number
  /** The sum of reverted deposits. */
  takenBack: number
}

/**
 * `/fake/…`: the actions of buyers and banks, and the control of faults, behaviour and clock by tests. Returns the body of
 * a 200, or undefined for an unknown path.
 */
export function handleControl(gateway: Gateway, { method, path, body }: Request): unknown {
  const { payments, state } = gateway
  const route = `${method} ${path}`
  if (route === 'GET /fake/ledger') return totalsOf(payments.all())
  if (route === 'POST /fake/payments') return paymentBody(gateway, payments.create(Create.parse(body)))
  if (route === 'POST /fake/faults') {
    state.add(Fault.parse(body))
    return {}
  }
  if (route === 'DELETE /fake/faults') {
    state.clear()
    return {}
  }
  if (route === 'PATCH /fake/behaviour') {
    state.behaviour = Behaviour.parse({
      ...state.behaviour,
      ...z.record(z.string(), z.unknown()).parse(body),
    })
    return state.behaviour
  }
  if (route === 'POST /fake/clock') {
    state.advance(z.object({ aheadMs: z.int().min(0) }).parse(body).aheadMs)
    return { now: new Date(state.now()).toISOString() }
  }
  const [, , kind, name, action] = path.split('/')
  if (method === 'GET' && kind === 'ledger' && name && !action) {
    const orderPayments = payments.allOf(decodeURIComponent(name))
    return {
      ...totalsOf(orderPayments),
      payments: orderPayments.map((payment) => paymentJson(payment, payments.statusOf(payment))),
    }
  }
  if (method === 'POST' && kind === 'payments' && name && action)
    return runAction(gateway, decodeURIComponent(name), { action, body })
  return undefined
}

/** Staff of the shop cancel in the gateway's back office: all that is left without an amount. */
const BackOfficeCancel = z.object({
  amount: z.int().positive().optional(),
  reason: z.string().min(1).max(200).default('관리자 취소'),
})
/** What staff enter there for a payment by bank transfer. */
const BACK_OFFICE_ACCOUNT = { bank: '88', accountNumber: '110123456789', holderName: '구매자' }

function runAction(
  gateway: Gateway,
  paymentKey: string,
  { action, body }: { action: string; body: unknown },
): unknown {
  const { payments, webhooks, state } = gateway
  switch (action) {
    case 'authenticate':
      return paymentBody(gateway, payments.authenticate(paymentKey))
    case 'deposit':
      return notifyShop(gateway, payments.deposit(paymentKey))
    case 'revert-deposit':
      return notifyShop(gateway, payments.revertDeposit(paymentKey))
    case 'cancel': {
      const { amount, reason } = BackOfficeCancel.parse(body ?? {})
      const cancel = { cancelReason: reason, cancelAmount: amount, refundReceiveAccount: BACK_OFFICE_ACCOUNT }
      return notifyShop(
        gateway,
        payments.cancel(paymentKey, cancel, () => undefined),
      )
    }
    case 'webhook': {
      const payment = payments.get(paymentKey)
      webhooks.send(payment, payments.statusOf(payment), state.now())
      return {}
    }
    default:
      throw new TossError('NOT_FOUND')
  }
}

function notifyShop(gateway: Gateway, payment: Payment): object {
  gateway.webhooks.send(payment, gateway.payments.statusOf(payment), gateway.state.now())
  return paymentBody(gateway, payment)
}

function paymentBody({ payments }: Gateway, payment: Payment): object {
  return paymentJson(payment, payments.statusOf(payment))
}

function totalsOf(payments: Iterable<Payment>): LedgerTotals {
  const totals: LedgerTotals = { charges: 0, captured: 0, cancels: 0, cancelled: 0, takenBack: 0 }
  for (const { amount, approvedAt, cancels, isTakenBack } of payments) {
    if (isTakenBack) totals.takenBack += amount
    if (approvedAt === undefined) continue
    totals.charges += 1
    totals.captured += amount
    totals.cancels += cancels.length
    totals.cancelled += cancels.reduce((sum, cancel) => sum + cancel.amount, 0)
  }
  return totals
}
