/** An amount in won: `12,000원`. */
export const won = (amount: number): string => `${amount.toLocaleString('ko-KR')}원`

const shown = new Intl.DateTimeFormat('ko-KR', {
  timeZone: 'Asia/Seoul',
  dateStyle: 'long',
  timeStyle: 'short',
})

/** A point of time in Korea. */
export const moment = (at: Date): string => shown.format(at)

const orders: Readonly<Record<string, string>> = {
  PENDING: '결제 대기',
  CONFIRMING: '결제 확인 중',
  AWAITING_DEPOSIT: '입금 대기',
  PAID: '결제 완료',
  EXPIRED: '결제 기한 지남',
  CANCELLED: '취소됨',
}

const items: Readonly<Record<string, string>> = {
  PENDING: '결제 대기',
  PAID: '배송 준비 중',
  SHIPPED: '배송 중',
  DELIVERED: '배송 완료',
  CONFIRMED: '구매 확정',
  CANCELLED: '취소됨',
  REFUNDED: '환불됨',
  RETURN_REQUESTED: '반품 신청됨',
  RETURNED: '반품됨',
  EXCHANGE_REQUESTED: '교환 신청됨',
  EXCHANGED: '교환됨',
}

/** The status of an order in words. */
export const orderStatus = (status: string): string => orders[status] ?? status

/** The status of an item of an order in words. */
export const itemStatus = (status: string): string => items[status] ?? status
