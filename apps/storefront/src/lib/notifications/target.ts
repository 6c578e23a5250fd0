import type { CommerceSchemas } from '@munova/commerce-client'
import { resolve } from '$app/paths'
import type { Notification } from './signals.ts'

/** The page that a notification is about; undefined for a kind that this page does not know yet. */
export function targetOf(
  notification: Notification,
  role: CommerceSchemas['Member']['role'],
): string | undefined {
  switch (notification.kind) {
    case 'ORDER_TO_SHIP':
    case 'RETURN_REQUESTED':
      return resolve('/seller')
    case 'COUPON_ISSUED':
      return resolve('/coupons')
    case 'RESTOCK_HELD':
      return `${resolve('/products/[id]', { id: String(notification.data.productId) })}#restock`
    case 'INQUIRY_OPENED':
    case 'INQUIRY_ANSWERED':
    case 'INQUIRY_CLOSED':
    case 'MESSAGES_UNREAD':
      return resolve('/messages/[room]', { room: String(notification.data.roomId) })
    case 'ORDER_CANCELLED':
    case 'RETURN_RESOLVED':
      // Sellers get these of orders of others.
      if (role === 'SELLER') return resolve('/seller')
      return orderPage(notification.data)
    case 'ORDER_PAID':
    case 'ORDER_SHIPPED':
    case 'ORDER_DELIVERED':
    case 'PAYMENT_FAILED':
    case 'PAYMENT_REFUNDED':
    case 'REFUND_ACCOUNT_NEEDED':
      return orderPage(notification.data)
    default:
      return undefined
  }
}

const orderPage = ({ orderId }: { orderId: number }) => resolve('/orders/[id]', { id: String(orderId) })
