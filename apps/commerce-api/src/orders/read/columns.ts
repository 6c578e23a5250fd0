import type { ShippingFee } from '@munova/commerce-contract'
import { columnList, perPool } from '@munova/database'
import type { ItemRow, OrderRow, RefundRow, ReturnRow, ShipmentRow } from './order.ts'

/* The columns of each table that belongs to an order, named by the fields of its row. */

export const orderColumns = perPool((sql) =>
  columnList<OrderRow>(sql, {
    id: sql`orders.id`,
    number: sql`number`,
    status: sql`status`,
    itemsTotal: sql`items_total`,
    discount: sql`discount`,
    shippingFee: sql`shipping_fee`,
    total: sql`total`,
    paid: sql`paid`,
    refunded: sql`refunded`,
    couponId: sql`coupon_id`,
    recipient: sql`recipient`,
    phone: sql`phone`,
    postcode: sql`postcode`,
    line1: sql`line1`,
    line2: sql`line2`,
    note: sql`note`,
    placedAt: sql`placed_at`,
    expiresAt: sql`expires_at`,
    paidAt: sql`paid_at`,
  }),
)

export const itemColumns = perPool((sql) =>
  columnList<ItemRow>(sql, {
    id: sql`id`,
    skuId: sql`sku_id`,
    productId: sql`product_id`,
    sellerId: sql`seller_id`,
    productName: sql`product_name`,
    colorName: sql`color_name`,
    sizeMm: sql`size_mm`,
    imageUrl: sql`image_url`,
    listPrice: sql`coalesce(list_price, unit_price)`,
    unitPrice: sql`unit_price`,
    quantity: sql`quantity`,
    discount: sql`discount`,
    status: sql`status`,
    shipmentId: sql`shipment_id`,
    deliveredAt: sql`delivered_at`,
    extendedUntil: sql`extended_until`,
  }),
)

export const refundColumns = perPool((sql) =>
  columnList<RefundRow>(sql, {
    id: sql`id`,
    amount: sql`amount`,
    cause: sql`cause`,
    status: sql`status`,
    needsAccount: sql`account_asked_at is not null`,
    requestedAt: sql`requested_at`,
    dueAt: sql`due_at`,
    doneAt: sql`done_at`,
  }),
)

export const shipmentColumns = perPool((sql) =>
  columnList<ShipmentRow>(sql, {
    id: sql`id`,
    sellerId: sql`seller_id`,
    courier: sql`courier`,
    trackingNumber: sql`tracking_number`,
    shippedAt: sql`shipped_at`,
    deliveredAt: sql`delivered_at`,
  }),
)

export const returnColumns = perPool((sql) =>
  columnList<ReturnRow>(sql, {
    id: sql`returns.id`,
    itemId: sql`item_id`,
    kind: sql`kind`,
    reason: sql`reason`,
    note: sql`returns.note`,
    knownSince: sql`known_since::text`,
    exchangeSkuId: sql`exchange_sku_id`,
    status: sql`returns.status`,
    answer: sql`answer`,
    fee: sql`returns.fee`,
    requestedAt: sql`requested_at`,
    answerBy: sql`answer_by`,
    resolvedAt: sql`resolved_at`,
  }),
)

export const shippingFeeColumns = perPool((sql) =>
  columnList<ShippingFee>(sql, {
    sellerId: sql`seller_id`,
    region: sql`region`,
    baseFee: sql`base_fee`,
    surcharge: sql`surcharge`,
    fee: sql`base_fee + surcharge`,
    returnFee: sql`return_fee`,
  }),
)
