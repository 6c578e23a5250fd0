import type { z } from 'zod'
import type { PageQuery } from '../page.ts'
import type { FindOrdersQuery } from '../orders/admin-orders.ts'
import type { ExtendOrder, ExtendReturn } from '../orders/extensions.ts'
import type {
  CancelAnyOrder,
  CancelItems,
  CancelOrder,
  CancelSoldItems,
  ConfirmPurchase,
  OrderQuery,
  PlaceOrder,
  RefundItems,
} from '../orders/orders.ts'
import type { PaymentDifferenceQuery, ResolveDifference } from '../orders/payment-differences.ts'
import type {
  ConfirmPayment,
  CorrectRefundAccount,
  PaymentWebhook,
  PendingRefundQuery,
  RefundAccount,
} from '../orders/payments.ts'
import type { AcceptReturn, RejectReturn, RequestReturn, SellerReturnQuery } from '../orders/returns.ts'
import type { SellerOrderQuery } from '../orders/seller-orders.ts'
import type { CorrectShipment, DeliverShipment, ShipItems } from '../orders/shipping.ts'
import { daysAfter, type Examples, type Query } from './example.ts'

/** Two lines of the demo seller's products 1 and 3: in an empty shop the orders have the items 1 and 2, 3 and 4, 5 and 6. */
const order: z.input<typeof PlaceOrder> = {
  lines: [
    { skuId: 18, quantity: 2 },
    { skuId: 35, quantity: 2 },
  ],
  address: {
    recipient: '김다온',
    phone: '010-1234-5678',
    postcode: '04524',
    line1: '서울특별시 중구 세종대로 110',
    line2: '3층',
  },
  note: '문 앞에 놓아 주세요',
}
/** Numbers of orders, and the gateway's keys of payments, are random. */
const number = '261123-7K3M9Q2X4T'
const paymentKey = 'tgen_20261123140523aB3x9'
const refundAccount: z.input<typeof RefundAccount> = {
  bank: '88',
  accountNumber: '110123456789',
  holderName: '김다온',
}
const csv = `주문번호,택배사,송장번호\r\n${number},CJ대한통운,1234-5678-9012\r\n`

export function orderExamples(now: Date): Examples {
  return {
    'POST /v1/orders': { body: order },
    'POST /v1/orders/preview': { body: order },
    'GET /v1/orders': { query: { status: 'PAID', limit: 10 } satisfies Query<typeof OrderQuery> },
    'POST /v1/orders/{id}/cancel': {
      body: { reason: '다른 색으로 다시 주문할게요' } satisfies z.input<typeof CancelOrder>,
    },
    'POST /v1/orders/{id}/items/cancel': {
      body: { items: [{ itemId: 1, quantity: 1 }], reason: '한 켤레만 필요해요' } satisfies z.input<
        typeof CancelItems
      >,
    },
    'POST /v1/orders/{id}/confirm': { body: {} satisfies z.input<typeof ConfirmPurchase> },
    'POST /v1/orders/{id}/returns': {
      body: {
        itemId: 4,
        quantity: 1,
        reason: 'WRONG_SIZE',
        note: '한 치수 커요',
      } satisfies z.input<typeof RequestReturn>,
    },
    'POST /v1/orders/{id}/refund-account': {
      body: { refundAccount } satisfies z.input<typeof CorrectRefundAccount>,
    },
    'POST /v1/admin/orders/{id}/refund-account': {
      body: { refundAccount } satisfies z.input<typeof CorrectRefundAccount>,
    },
    'POST /v1/payments/confirm': {
      body: { paymentKey, orderId: number, amount: 363_800 } satisfies z.input<typeof ConfirmPayment>,
    },
    'POST /v1/payments/webhook': {
      body: {
        eventType: 'PAYMENT_STATUS_CHANGED',
        data: { paymentKey, orderId: number, status: 'DONE' },
      } satisfies z.input<typeof PaymentWebhook>,
    },
    'GET /v1/admin/refunds': { query: { limit: 10 } satisfies Query<typeof PendingRefundQuery> },
    'GET /v1/admin/returns': { query: { limit: 10 } satisfies Query<typeof PageQuery> },
    'GET /v1/admin/payment-differences': {
      query: { resolved: false, limit: 10 } satisfies Query<typeof PaymentDifferenceQuery>,
    },
    'PUT /v1/admin/payment-differences/{id}/resolution': {
      body: { note: '결제사에 확인했습니다' } satisfies z.input<typeof ResolveDifference>,
    },
    'GET /v1/admin/orders': {
      query: { status: 'PAID', recipient: '김', limit: 10 } satisfies Query<typeof FindOrdersQuery>,
    },
    'POST /v1/admin/orders/{id}/cancel': {
      body: { reason: '재고가 없습니다', restock: false } satisfies z.input<typeof CancelAnyOrder>,
    },
    'POST /v1/admin/orders/{id}/items/cancel': {
      body: { items: [{ itemId: 3 }], reason: '재고가 없습니다' } satisfies z.input<typeof CancelSoldItems>,
    },
    'POST /v1/admin/orders/{id}/items/refund': {
      body: { items: [{ itemId: 6 }], reason: '분실된 택배입니다' } satisfies z.input<typeof RefundItems>,
    },
    'POST /v1/seller/orders/{id}/items/cancel': {
      body: {
        items: [{ itemId: 2 }],
        reason: '검수에서 흠이 발견되었습니다',
        restock: false,
      } satisfies z.input<typeof CancelSoldItems>,
    },
    'POST /v1/seller/orders/{id}/items/refund': {
      body: { items: [{ itemId: 5 }], reason: '분실된 택배입니다' } satisfies z.input<typeof RefundItems>,
    },
    'POST /v1/admin/orders/{id}/extend': {
      body: { until: daysAfter(now, 14) } satisfies z.input<typeof ExtendOrder>,
    },
    'POST /v1/admin/returns/{id}/extend': {
      body: { until: daysAfter(now, 20) } satisfies z.input<typeof ExtendReturn>,
    },
    'GET /v1/seller/orders': {
      query: { itemStatus: 'PAID', limit: 10 } satisfies Query<typeof SellerOrderQuery>,
    },
    'POST /v1/seller/orders/{id}/ship': {
      body: { courier: 'CJ', trackingNumber: '6543-2109-8765' } satisfies z.input<typeof ShipItems>,
    },
    'PATCH /v1/seller/shipments/{id}': {
      body: { courier: 'HANJIN', trackingNumber: '6543-2109-8766' } satisfies z.input<typeof CorrectShipment>,
    },
    'POST /v1/seller/shipments/import': { body: csv },
    'POST /v1/seller/shipments/{id}/deliver': { body: {} satisfies z.input<typeof DeliverShipment> },
    'POST /v1/admin/shipments/{id}/deliver': { body: {} satisfies z.input<typeof DeliverShipment> },
    'GET /v1/seller/returns': {
      query: { status: 'REQUESTED', limit: 10 } satisfies Query<typeof SellerReturnQuery>,
    },
    'POST /v1/seller/returns/{id}/accept': {
      body: { restock: true, answer: '잘 받았습니다' } satisfies z.input<typeof AcceptReturn>,
    },
    'POST /v1/seller/returns/{id}/reject': {
      body: { answer: '신은 흔적이 있어 돌려보냅니다' } satisfies z.input<typeof RejectReturn>,
    },
    'POST /v1/admin/returns/{id}/accept': {
      body: { restock: false, answer: '불량을 확인했습니다' } satisfies z.input<typeof AcceptReturn>,
    },
    'POST /v1/admin/returns/{id}/reject': {
      body: { answer: '신은 흔적이 있어 돌려보냅니다' } satisfies z.input<typeof RejectReturn>,
    },
  }
}
