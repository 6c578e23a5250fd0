/**
 * Texts that commerce-api stores or sends for people to read. Stored once for all readers, so they are in the language of
 * the shop.
 */
export const texts = {
  /** The name of a member who has withdrawn. */
  withdrawnMember: '탈퇴한 회원',
  /** The name of an administrator whose account the command line made. */
  administrator: '관리자',
  /** The reason of a refund, shown to the buyer by the gateway: the payment was captured after the order had ended. */
  paidTooLate: '주문 종료 후 결제',
  /** The answer to a return that its seller did not answer in time. */
  returnUnanswered: '기한 내 답변이 없어 자동 승인',
  /** The reason of a cancelled virtual account, shown to the buyer by the gateway. */
  depositExpired: '입금 대기 종료',
  /** The reason of a virtual account that is closed because the bank took its deposit back, shown to the buyer by the gateway. */
  depositTakenBack: '입금 취소',
  /** The reason of a refund that was made at the gateway. */
  refundedAtGateway: '결제사에서 취소',
  /** The answer to a return that ended since all money of the payment is back. */
  allMoneyBack: '결제 금액이 모두 환불되어 종료',
} as const
