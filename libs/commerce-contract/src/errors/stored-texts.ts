const korean = {
  /** The name of a member who has withdrawn. */
  withdrawnMember: '탈퇴한 회원',
  /** The reason of a refund, shown to the buyer by the gateway: the payment was captured after the order had ended. */
  paidTooLate: '주문 종료 후 결제',
  /** The reason of a cancelled virtual account, shown to the buyer by the gateway. */
  depositExpired: '입금 대기 종료',
}

/** Texts that commerce-api stores or sends for people to read. */
export type CommerceTexts = Readonly<Record<keyof typeof korean, string>>

/** These texts by language. Stored once for all readers, so a server uses one language: `texts`. */
export const commerceTexts = { ko: korean } as const satisfies Record<string, CommerceTexts>

/** The texts in the language of the shop. */
export const texts: CommerceTexts = commerceTexts.ko
