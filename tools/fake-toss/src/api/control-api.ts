import { z } from 'zod'
import { Behaviour, Fault } from './behaviour.ts'
import type { Payment } from '../payments/payment.ts'
import { Begin } from '../payments/requests.ts'
import type { Gateway, Request } from './toss-api.ts'
import { Refusal } from '../payments/toss-error.ts'
import { wirePayment } from './wire.ts'

/** What the ledger says of an order's money, or of everybody's. */
export interface Sums {
  /** Charges of cards and the like, and deposits less those taken back: how many, and how much. */
  charges: number
  captured: number
  cancels: number
  cancelled: number
}

/**
 * What Toss Payments does not have: `/fake/…`, by which the buyer's, the bank's and the test's part is played.
 * Gives the body of a 200; undefined when there is no such thing.
 */
export function answerControl(gateway: Gateway, { method, path, body }: Request): unknown {
  const { payments, mood } = gateway
  const route = `${method} ${path}`
  if (route === 'GET /fake/ledger') return sumsOf(payments.all())
  if (route === 'POST /fake/payments') return told(gateway, payments.begin(Begin.parse(body)))
  if (route === 'POST /fake/faults') {
    mood.add(Fault.parse(body))
    return {}
  }
  if (route === 'DELETE /fake/faults') {
    mood.clear()
    return {}
  }
  if (route === 'PATCH /fake/behaviour') {
    mood.behaviour = Behaviour.parse({ ...mood.behaviour, ...z.record(z.string(), z.unknown()).parse(body) })
    return mood.behaviour
  }
  if (route === 'POST /fake/clock') {
    mood.advance(z.object({ aheadMs: z.int().min(0) }).parse(body).aheadMs)
    return { now: new Date(mood.now()).toISOString() }
  }
  const [, , kind, name, action] = path.split('/')
  if (method === 'GET' && kind === 'ledger' && name && !action) {
    const ofOrder = payments.allOf(decodeURIComponent(name))
    return {
      ...sumsOf(ofOrder),
      payments: ofOrder.map((payment) => wirePayment(payment, payments.statusOf(payment))),
    }
  }
  if (method === 'POST' && kind === 'payments' && name && action)
    return act(gateway, decodeURIComponent(name), action)
  return undefined
}

function act(gateway: Gateway, paymentKey: string, action: string): unknown {
  const { payments, webhooks, mood } = gateway
  switch (action) {
    case 'authenticate':
      return told(gateway, payments.authenticate(paymentKey))
    case 'deposit':
      return changed(gateway, payments.deposit(paymentKey))
    case 'revert-deposit':
      return changed(gateway, payments.revertDeposit(paymentKey))
    case 'webhook': {
      const payment = payments.get(paymentKey)
      webhooks.changed(payment, payments.statusOf(payment), mood.now())
      return {}
    }
    default:
      throw new Refusal('NOT_FOUND')
  }
}

function changed(gateway: Gateway, payment: Payment): object {
  gateway.webhooks.changed(payment, gateway.payments.statusOf(payment), gateway.mood.now())
  return told(gateway, payment)
}

function told({ payments }: Gateway, payment: Payment): object {
  return wirePayment(payment, payments.statusOf(payment))
}

function sumsOf(payments: Iterable<Payment>): Sums {
  const sums: Sums = { charges: 0, captured: 0, cancels: 0, cancelled: 0 }
  for (const { amount, approvedAt, cancels } of payments) {
    if (approvedAt === undefined) continue
    sums.charges += 1
    sums.captured += amount
    sums.cancels += cancels.length
    sums.cancelled += cancels.reduce((sum, cancel) => sum + cancel.amount, 0)
  }
  return sums
}
