import type { CancelItems, CancelOrder, Order } from '@munova/commerce-contract'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import type { Attempt } from '../../payments/attempt/gateway-outcome.ts'
import { faultPoint } from '../../fault-points.ts'
import { problem } from '../../problems.ts'
import { reconcilePayment } from '../../payments/finish/reconcile.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { cancelPaid } from './cancel-paid.ts'
import { changeOrder } from '../change/change-order.ts'
import { closeUnpaidOrders } from './close-unpaid.ts'
import { findItem, partOf, type Part } from '../change/item-parts.ts'
import { auditOf, itemsOf, readOrderOf, type Party } from '../read/party.ts'
import type { CurrentOrder } from '../read/read.ts'
import { processNewestRefund } from './process-refund.ts'

export interface Cancelling {
  party: Party
  orderId: number
  idempotency: IdempotencyContext
}

/** How long a client waits before it repeats a request about a payment under way. */
const RETRY_AFTER_MS = 1_000

/** `restock` is false when the pairs cannot be sold again: they are no longer on hand. */
type Restock = { restock?: boolean }

/**
 * Cancels all of an order that is not shipped: an unpaid one is closed, of a paid one the money is refunded. Throws
 * ORDER_NOT_FOUND, NOT_CANCELLABLE, PAYMENT_IN_PROGRESS, ORDER_CHANGED, and for a buyer REFUND_ACCOUNT_NEEDED.
 */
export async function cancelOrder(
  context: PaymentsContext,
  cancelling: Cancelling,
  input: CancelOrder & Restock,
): Promise<void> {
  await cancel(context, cancelling, {
    ...input,
    isWhole: true,
    partsOf: ({ items }) => items.filter(({ status }) => status === 'PAID').map((item) => partOf(item)),
  })
}

/**
 * Cancels pairs of a paid order that are not shipped; a seller only own ones. The refund is what was paid for them, to the
 * won. Throws as cancelOrder(), and ITEM_NOT_FOUND.
 */
export async function cancelItems(
  context: PaymentsContext,
  cancelling: Cancelling,
  input: CancelItems & Restock,
): Promise<void> {
  await cancel(context, cancelling, {
    ...input,
    isWhole: false,
    partsOf(order) {
      const items = itemsOf(order, cancelling.party)
      return input.items.map(({ itemId, quantity }) => {
        const item = findItem(items, itemId)
        if (item.status !== 'PAID')
          throw problem('NOT_CANCELLABLE', { detail: 'status', itemId, status: item.status })
        return partOf(item, quantity)
      })
    },
  })
}

interface Wanted extends CancelOrder, Restock {
  /** Everything that is not shipped, also of an order that is not paid. */
  isWhole: boolean
  partsOf: (order: Order) => Part[]
}

async function cancel(
  context: PaymentsContext,
  cancelling: Cancelling,
  { partsOf, isWhole, ...input }: Wanted,
): Promise<void> {
  const { sql } = context
  const { party, orderId, idempotency } = cancelling
  if (!idempotency.isCommitted) {
    await changeOrder(
      () => readOrderOf(sql, party, orderId),
      (current) => {
        const { status } = current.order
        if (status === 'CONFIRMING') throw problem('PAYMENT_IN_PROGRESS', { retryAfterMs: RETRY_AFTER_MS })
        if (status === 'PAID') {
          return cancelPaid(context, current, { ...input, party, idempotency, parts: partsOf(current.order) })
        }
        if (isWhole && status === 'PENDING') return close(context, current, cancelling)
        if (isWhole && status === 'AWAITING_DEPOSIT') return cancelDeposit(context, current)
        throw problem('NOT_CANCELLABLE')
      },
    )
    faultPoint('cancel.stored')
    context.outbox.wake()
  }
  await processNewestRefund(context, orderId)
}

async function close(
  { sql }: PaymentsContext,
  { order }: CurrentOrder,
  { party, idempotency }: Cancelling,
): Promise<true | undefined> {
  const closed = closeUnpaidOrders(
    sql,
    sql`select id from orders where id = ${order.id} and status = 'PENDING' for no key update`,
    { status: 'CANCELLED', reason: party.role },
  )
  const audit = auditOf(sql, party, {
    action: 'order.cancel',
    thing: 'order',
    thingId: sql`id`,
    from: closed.orders,
  })
  const rows = await sql`
    with ${closed.definitions}, committed as (${idempotency.markCommitted(sql, closed.orders)}) ${audit}
    select id from ${closed.orders.name}`
  return rows.length > 0 || undefined
}

/** The gateway decides whether the deposit came first. Undefined: the order has to be read again. */
async function cancelDeposit(context: PaymentsContext, { order }: CurrentOrder): Promise<undefined> {
  const { sql } = context
  const [attempt] = await sql<Attempt[]>`
    select id, order_id as "orderId", payment_key as "paymentKey", amount, ${order.number} as number
    from payments where order_id = ${order.id} and status = 'WAITING_FOR_DEPOSIT'`
  if (!attempt) return
  await reconcilePayment(context, { ...attempt, status: 'WAITING_FOR_DEPOSIT', isOverdue: true })
}
