/** An amount in won: `12,000원`. */
export const won = (amount: number): string => `${amount.toLocaleString('ko-KR')}원`

const shown = new Intl.DateTimeFormat('ko-KR', {
  timeZone: 'Asia/Seoul',
  dateStyle: 'long',
  timeStyle: 'short',
})

/** A point of time in Korea. */
export const moment = (at: Date): string => shown.format(at)

const statuses: Readonly<Record<string, string>> = {
  PENDING: '결제 대기',
  CONFIRMING: '결제 확인 중',
  AWAITING_DEPOSIT: '입금 대기',
  PAID: '결제 완료',
  EXPIRED: '기간 만료',
  SHIPPED: '배송 중',
  DELIVERED: '배송 완료',
  CONFIRMED: '구매 확정',
  CANCELLED: '취소됨',
  REFUNDED: '환불됨',
  RETURN_REQUESTED: '반품 요청',
  RETURNED: '반품 완료',
  EXCHANGE_REQUESTED: '교환 요청',
  EXCHANGED: '교환 완료',
}

/** The status of an order or an item in words. */
export const itemStatus = (status: string): string => statuses[status] ?? status
