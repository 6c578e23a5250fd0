import type { Order, OrderItem, Refund, Return, Shipment, ShippingFee } from '@munova/commerce-contract'
import { progressOf } from './progress.ts'
import { toPayment, type PaymentRow } from '../../payments/attempt/payment-row.ts'

/** An instant: a Date in a row, text inside JSON that PostgreSQL made. */
type Moment = Date | string

type WithMoments<Shape, Fields extends keyof Shape> = {
  [Field in keyof Shape]: Field extends Fields ? Moment | Extract<Shape[Field], null> : Shape[Field]
}

/** Columns of `orders`. */
export interface OrderRow
  extends
    Omit<Order, 'progress' | 'address' | keyof OrderParts | Instants>,
    WithMoments<Pick<Order, Instants>, Instants> {
  recipient: string
  phone: string
  postcode: string
  line1: string
  line2: string
}
type Instants = 'placedAt' | 'expiresAt' | 'paidAt'

/** Columns of `order_items`, `refunds`, `shipments` and `returns`. */
export type ItemRow = WithMoments<Omit<OrderItem, 'amount' | 'extendedUntil'>, 'deliveredAt'> & {
  /** Absent for items just placed. */
  extendedUntil?: Moment | null
}
export type RefundRow = WithMoments<Refund, 'requestedAt' | 'dueAt' | 'doneAt'>
export type ShipmentRow = WithMoments<Shipment, 'shippedAt' | 'deliveredAt'>
export type ReturnRow = WithMoments<Return, 'requestedAt' | 'answerBy' | 'resolvedAt'>

/** What belongs to an order. */
export interface OrderParts {
  items: readonly ItemRow[]
  /** The one that counts: what was paid, else the newest attempt. */
  payment: PaymentRow | null
  refunds: readonly RefundRow[]
  shipments: readonly ShipmentRow[]
  returns: readonly ReturnRow[]
  shippingFees: readonly ShippingFee[]
}

/** An order as the contract shows it: the only place that says so, for orders just placed and for those read. */
export function toOrder(row: OrderRow, parts: OrderParts): Order {
  const { recipient, phone, postcode, line1, line2 } = row
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    progress: progressOf(
      row.status,
      parts.items.map(({ status }) => status),
    ),
    items: parts.items.map(toItem),
    itemsTotal: row.itemsTotal,
    discount: row.discount,
    shippingFee: row.shippingFee,
    shippingFees: [...parts.shippingFees],
    total: row.total,
    paid: row.paid,
    refunded: row.refunded,
    couponId: row.couponId,
    address: { recipient, phone, postcode, line1, line2 },
    note: row.note,
    payment: parts.payment && toPayment(parts.payment),
    refunds: parts.refunds.map((refund) => ({
      ...refund,
      requestedAt: iso(refund.requestedAt),
      dueAt: iso(refund.dueAt),
      doneAt: isoOrNull(refund.doneAt),
    })),
    shipments: parts.shipments.map(toShipment),
    returns: parts.returns.map(toReturn),
    placedAt: iso(row.placedAt),
    expiresAt: iso(row.expiresAt),
    paidAt: isoOrNull(row.paidAt),
  }
}

export function toItem(row: ItemRow): OrderItem {
  return {
    id: row.id,
    skuId: row.skuId,
    productId: row.productId,
    sellerId: row.sellerId,
    productName: row.productName,
    colorName: row.colorName,
    sizeMm: row.sizeMm,
    imageUrl: row.imageUrl,
    listPrice: row.listPrice,
    unitPrice: row.unitPrice,
    quantity: row.quantity,
    discount: row.discount,
    amount: row.unitPrice * row.quantity - row.discount,
    status: row.status,
    shipmentId: row.shipmentId,
    deliveredAt: isoOrNull(row.deliveredAt),
    extendedUntil: isoOrNull(row.extendedUntil ?? null),
  }
}

export function toShipment(row: ShipmentRow): Shipment {
  return { ...row, shippedAt: iso(row.shippedAt), deliveredAt: isoOrNull(row.deliveredAt) }
}

export function toReturn<Row extends ReturnRow>(row: Row) {
  return {
    ...row,
    requestedAt: iso(row.requestedAt),
    answerBy: iso(row.answerBy),
    resolvedAt: isoOrNull(row.resolvedAt),
  }
}

const iso = (moment: Moment) => new Date(moment).toISOString()
const isoOrNull = (moment: Moment | null) => (moment === null ? null : iso(moment))
