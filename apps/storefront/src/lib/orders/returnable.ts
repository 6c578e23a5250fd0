import type { CommerceSchemas } from '@munova/commerce-client'

/** Whether the buyer has the goods; the server knows until when they can be returned, of confirmed purchases too. */
export const isReturnable = ({ status }: Pick<CommerceSchemas['OrderItem'], 'status'>): boolean =>
  status === 'DELIVERED' || status === 'CONFIRMED'
