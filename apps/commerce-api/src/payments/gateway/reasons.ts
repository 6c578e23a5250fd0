/** Why we cancel at the gateway without a buyer's words, in the language of its customers: buyers see it there. */
export const reasons = {
  paidTooLate: '주문 종료 후 결제',
  depositExpired: '입금 대기 종료',
} as const
