import { setTimeout as sleep } from 'node:timers/promises'
import type { Order, PlaceOrder } from '@munova/commerce-contract'
import type { Pass } from '@munova/auth'
import { faultPoint } from '../../fault-points.ts'
import type { IdempotencyContext } from '../../idempotency/context.ts'
import { problem } from '../../problems.ts'
import type { WaitingRoomContext } from '../../promotions/waiting-room/waiting-rooms.ts'
import type { KeyedMutex } from '@munova/service'
import { toOrder } from '../read/order.ts'
import { orderNumber } from './order-number.ts'
import { quote, type Quote } from './quote.ts'
import { storeOrder } from './store.ts'

/** Quotes of which each no longer held when the order was stored, under one request, after which it gives up. */
const QUOTES = 3
/**
 * Orders that other processes place for the same member under one request after which it gives up; in one process they
 * wait for each other.
 */
const RIVAL_ATTEMPTS = 30
/** Up to so long it waits before the next attempt, so that processes do not meet again at once. */
const RIVAL_PAUSE_MS = 20
const RETRY_AFTER_MS = 1_000

export interface PlacingContext extends WaitingRoomContext {
  /** Orders of one member are placed one at a time: together they would only make each other repeat their statements. */
  readonly placings: KeyedMutex<number>
  /** Orders that bought a pair which was held for their buyer. */
  readonly boughtHolds: { inc(): void }
}

export interface Placing {
  input: PlaceOrder
  idempotency: IdempotencyContext
  /** As the request has it. */
  pass: string | undefined
}

/**
 * Places an order: prices are those of now, stock and coupon are reserved, the orders that it supersedes are closed, all in
 * one statement, or nothing happens. Resolves to the order as JSON, the same text that is stored for repetitions, and its path. Throws
 * what quote() does, PASS_NEEDED or PASS_EARLY where a waiting room admits to a product, and UNAVAILABLE when other
 * processes keep placing orders of this member.
 */
export async function placeOrder(
  context: PlacingContext,
  memberId: number,
  placing: Placing,
): Promise<{ location: string; text: string }> {
  faultPoint('place.claimed')
  const stored = await context.placings.run(memberId, () => placeNow(context, memberId, placing))
  placing.idempotency.isResponseStored = true
  faultPoint('place.stored')
  context.outbox.wake()
  return stored
}

async function placeNow(context: PlacingContext, memberId: number, { input, idempotency, pass }: Placing) {
  for (let [quotes, rivals] = [0, 0]; ;) {
    const quoted = await quote(context, memberId, input)
    const passes = await requirePasses(context, memberId, { quoted, pass })
    const order = orderOf(quoted, input, context.config.RESERVATION_TTL_MS)
    const response = { location: `/v1/orders/${order.id}`, text: JSON.stringify(order) }
    const result = await storeOrder(context, {
      memberId,
      order,
      quoted,
      passes,
      input,
      idempotency,
      ...response,
    })
    if (result === 'stored') {
      if (quoted.isHolding) context.boughtHolds.inc()
      return response
    }
    if (result === 'pass-used') throw problem('PASS_NEEDED')
    if (result !== 'rival') {
      // The next quote says what has changed, such as the SKU that others took.
      if (++quotes === QUOTES) throw problem(result === 'out-of-stock' ? 'OUT_OF_STOCK' : 'PRICE_CHANGED')
      continue
    }
    if (++rivals === RIVAL_ATTEMPTS) throw problem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
    await sleep(Math.random() * RIVAL_PAUSE_MS)
  }
}

/** The passes that admit to the products of the order; the order uses them up. */
async function requirePasses(
  { waitingRooms }: PlacingContext,
  memberId: number,
  { quoted, pass }: { quoted: Quote; pass: string | undefined },
): Promise<Pass[]> {
  const passes: Pass[] = []
  for (const productId of new Set(quoted.lines.map((line) => line.productId))) {
    const admitted = await waitingRooms.requirePass(`product:${productId}`, memberId, pass)
    if (admitted) passes.push(admitted)
  }
  return passes
}

/** The order that a quote becomes. */
function orderOf(
  { orderId, at, lines, itemsTotal, discount, shippingFees, shippingFee, total }: Quote,
  { couponId, address, note }: PlaceOrder,
  reservationMs: number,
): Order {
  // Nothing is to be paid.
  const status = total === 0 ? ('PAID' as const) : ('PENDING' as const)
  const row = {
    id: orderId,
    number: orderNumber(at),
    status,
    itemsTotal,
    discount,
    shippingFee,
    total,
    paid: 0,
    refunded: 0,
    couponId: couponId ?? null,
    ...address,
    note,
    placedAt: at,
    expiresAt: new Date(at.getTime() + reservationMs),
    paidAt: total === 0 ? at : null,
  }
  const items = lines.map((line) => ({
    ...line,
    id: line.itemId,
    status,
    shipmentId: null,
    deliveredAt: null,
  }))
  return toOrder(row, { items, payment: null, refunds: [], shipments: [], returns: [], shippingFees })
}
