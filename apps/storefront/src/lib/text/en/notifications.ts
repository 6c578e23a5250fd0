import type { NotificationsText } from '../ko/notifications.ts'

const others = (count: number) => (count > 1 ? ` and ${count - 1} more` : '')

export const notifications: NotificationsText = {
  title: 'Notifications',
  empty: 'There are no notifications.',
  unread: (count) => `${count} unread`,
  allRead: 'All are read.',
  isUnread: 'unread',
  readAll: 'Mark all as read',
  read: 'Mark as read',
  readOf: (sentence) => `Mark as read: ${sentence}`,
  more: 'Earlier ones',
  first: 'Newest ones',
  connection: {
    connecting: '',
    live: '',
    waiting: 'The connection for new notifications is lost. Connecting again.',
    offline: 'You are offline. New notifications arrive once you are connected.',
    signedOut: 'You are signed out. Sign in to get new notifications.',
    ended: 'Too many others are open, so this page gets no new notifications. Please reload it.',
  },
  unknown: 'There is news.',
  kinds: {
    ORDER_PAID: ({ title, items, total }, won) => `${title}${others(items)}: paid (${won(total)}).`,
    ORDER_TO_SHIP: ({ title, items }) => `${title}${others(items)}: a new order waits to be shipped.`,
    ORDER_CANCELLED: ({ title, items, reason, refund }, won) =>
      reason === 'EXPIRED'
        ? `${title}${others(items)}: cancelled, since it was not paid in time.`
        : `${title}${others(items)}: cancelled${refund > 0 ? ` (refund ${won(refund)})` : ''}.`,
    ORDER_SHIPPED: ({ title, items, courier, trackingNumber }) =>
      `${title}${others(items)}: shipped. ${courier} ${trackingNumber}`,
    ORDER_DELIVERED: ({ title, items }) => `${title}${others(items)}: delivered.`,
    PAYMENT_FAILED: ({ number }) => `The payment of order ${number} failed.`,
    PAYMENT_REFUNDED: ({ number, amount }, won) => `${won(amount)} of order ${number} refunded.`,
    RETURN_REQUESTED: ({ productName, kind }) =>
      `${productName}: ${kind === 'RETURN' ? 'a return' : 'an exchange'} was requested.`,
    RETURN_RESOLVED: ({ productName, kind, status }) =>
      `${productName}: the ${kind === 'RETURN' ? 'return' : 'exchange'} was ${status === 'ACCEPTED' ? 'accepted' : 'rejected'}.`,
    REFUND_ACCOUNT_NEEDED: ({ number, amount }, won) =>
      `Please tell us the account for the refund of ${won(amount)} of order ${number}.`,
    RESTOCK_HELD: ({ productName, colorName, sizeMm }) =>
      `A pair of ${productName}, ${colorName}, ${sizeMm} mm, is held for you, for a while.`,
    COUPON_ISSUED: ({ name }) => `You got a coupon: ${name}`,
    INQUIRY_OPENED: ({ productName, buyerName }) => `${buyerName} asked about ${productName}.`,
    INQUIRY_ANSWERED: ({ productName }) => `Your question about ${productName} was answered.`,
    INQUIRY_CLOSED: ({ productName }) => `The inquiry about ${productName} is closed.`,
    MESSAGES_UNREAD: ({ productName, unread }) => `${productName}: ${unread} unread messages.`,
  },
}
