import { smallestOrder, type PlaceOrder, type ShippingFee } from '@munova/commerce-contract'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { discountsOf, readTerms } from './quoted-coupon.ts'
import { shippingFeesOf } from './quoted-shipping.ts'
import { requireOrderable } from './require-orderable.ts'
import { supersededOrders } from './superseded.ts'
import { readWanted, type OpenOrder, type Wanted, type WantedLine } from './wanted-lines.ts'

/** One line at the current price. `itemId` is the id of its item if the order is placed, and 0 in a preview. */
export interface QuotedLine extends Omit<
  WantedLine,
  'onSale' | 'available' | 'isHeld' | 'ordered' | 'shippingPolicy'
> {
  discount: number
}

/** The price of an order, computed from the database now. */
export interface Quote extends Pick<Wanted, 'orderId' | 'at' | 'placings'> {
  lines: QuotedLine[]
  /** Whether a pair of it is held for the buyer. */
  isHolding: boolean
  /** Open orders of the buyer that this one replaces. */
  superseded: OpenOrder[]
  itemsTotal: number
  discount: number
  shippingFees: ShippingFee[]
  shippingFee: number
  total: number
}

/**
 * Prices an order. Throws NOT_ON_SALE, OUT_OF_STOCK, PURCHASE_LIMIT, COUPON_NOT_USABLE, PRICE_CHANGED, AMOUNT_TOO_SMALL,
 * CART_EMPTY, ORDER_TOO_LARGE, TOO_MANY_OPEN_ORDERS, PAYMENT_IN_PROGRESS. Reserves nothing: the statement that places the
 * order checks again.
 */
export async function quote(
  context: Context,
  memberId: number,
  input: PlaceOrder,
  { isPreview = false } = {},
): Promise<Quote> {
  const { lines: wantedLines, couponId } = input
  const [wanted, coupon] = await Promise.all([
    readWanted(context.genericPlanSql, memberId, { lines: wantedLines, isPreview }),
    couponId === undefined ? undefined : readTerms(context.sql, memberId, couponId),
  ])
  if (!wanted) throw problem('CART_EMPTY')
  const { orderId, at, placings, open, lines: rows } = wanted
  const superseded = supersededOrders(open, { isFromCart: wantedLines === undefined, couponId, lines: rows })
  if (open.length - superseded.length >= context.config.OPEN_ORDERS_PER_MEMBER) {
    throw problem('TOO_MANY_OPEN_ORDERS')
  }
  requireOrderable(wanted, superseded)
  const amounts = rows.map((row) => row.unitPrice * row.quantity)
  const itemsTotal = amounts.reduce((sum, amount) => sum + amount, 0)
  const discounts = coupon ? discountsOf(coupon, superseded, { rows, amounts }) : rows.map(() => 0)
  const discount = discounts.reduce((sum, part) => sum + part, 0)
  const shippingFees = shippingFeesOf(rows, input.address.postcode)
  const shippingFee = shippingFees.reduce((sum, { fee }) => sum + fee, 0)
  const total = itemsTotal - discount + shippingFee
  if (input.expectedTotal !== undefined && input.expectedTotal !== total) {
    throw problem('PRICE_CHANGED', { detail: 'total', total })
  }
  if (total > 0 && total < smallestOrder) throw tooSmall(discount)
  const lines = rows.map((row, index) => ({ ...row, discount: discounts[index] ?? 0 }))
  const isHolding = rows.some(({ isHeld }) => isHeld)
  const priced = { lines, itemsTotal, discount, shippingFees, shippingFee, total }
  return { orderId, at, placings, isHolding, superseded, ...priced }
}

/** An order of 0 won needs no payment; the gateway takes none below its minimum. */
function tooSmall(discount: number) {
  return discount > 0
    ? problem('COUPON_NOT_USABLE', { detail: 'amountTooSmall', amount: smallestOrder })
    : problem('AMOUNT_TOO_SMALL', { detail: 'atLeast', amount: smallestOrder })
}
