/** The states by which orders are listed, in the order of a sale. */
export const states = [
  'PAID',
  'SHIPPED',
  'DELIVERED',
  'RETURN_REQUESTED',
  'EXCHANGE_REQUESTED',
  'CONFIRMED',
  'CANCELLED',
  'ALL',
] as const

/** What orders are searched by, one at a time. */
export const searches = ['number', 'recipient', 'buyer'] as const
