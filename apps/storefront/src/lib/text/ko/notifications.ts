import type { CommerceSchemas } from '@munova/commerce-client'
import type { Widened } from './widened.ts'

type Kind = CommerceSchemas['Notification']['kind']
type Data<Of extends Kind> = Extract<CommerceSchemas['Notification'], { kind: Of }>['data']
type Sentences = { [Of in Kind]: (data: Data<Of>, won: (amount: number) => string) => string }

const others = (count: number) => (count > 1 ? ` 외 ${count - 1}건` : '')

/** Words of the list of notifications: a sentence for each kind. */
export const notifications = {
  title: '알림',
  empty: '받은 알림이 없습니다.',
  unread: (count: number) => `읽지 않은 알림 ${count}개`,
  allRead: '모두 읽었습니다.',
  isUnread: '읽지 않음',
  readAll: '모두 읽음으로',
  read: '읽음',
  readOf: (sentence: string) => `읽음으로: ${sentence}`,
  more: '이전 알림',
  first: '최근 알림',
  connection: {
    connecting: '',
    live: '',
    waiting: '새 알림을 받는 연결이 끊겼습니다. 다시 연결하고 있습니다.',
    offline: '오프라인입니다. 연결되면 새 알림을 받습니다.',
    signedOut: '로그아웃되었습니다. 다시 로그인하시면 새 알림을 받습니다.',
    ended: '다른 곳에서 많이 열려 있어 이 화면은 새 알림을 받지 않습니다. 새로고침해 주세요.',
  },
  unknown: '새 소식이 있습니다.',
  kinds: {
    ORDER_PAID: ({ title, items, total }, won) =>
      `${title}${others(items)} 결제가 완료되었습니다 (${won(total)}).`,
    ORDER_TO_SHIP: ({ title, items }) => `${title}${others(items)}, 발송을 기다리는 새 주문이 있습니다.`,
    ORDER_CANCELLED: ({ title, items, reason, refund }, won) =>
      reason === 'EXPIRED'
        ? `${title}${others(items)} 주문이 결제 기한이 지나 취소되었습니다.`
        : `${title}${others(items)} 주문이 취소되었습니다${refund > 0 ? ` (환불 ${won(refund)})` : ''}.`,
    ORDER_SHIPPED: ({ title, items, courier, trackingNumber }) =>
      `${title}${others(items)} 상품이 발송되었습니다. ${courier} ${trackingNumber}`,
    ORDER_DELIVERED: ({ title, items }) => `${title}${others(items)} 상품이 배송되었습니다.`,
    PAYMENT_FAILED: ({ number }) => `주문 ${number}의 결제가 되지 않았습니다.`,
    PAYMENT_REFUNDED: ({ number, amount }, won) => `주문 ${number}의 ${won(amount)}이 환불되었습니다.`,
    RETURN_REQUESTED: ({ productName, kind }) =>
      `${productName} ${kind === 'RETURN' ? '반품' : '교환'} 요청이 들어왔습니다.`,
    RETURN_RESOLVED: ({ productName, kind, status }) =>
      `${productName} ${kind === 'RETURN' ? '반품' : '교환'} 요청이 ${status === 'ACCEPTED' ? '완료' : '거절'}되었습니다.`,
    REFUND_ACCOUNT_NEEDED: ({ number, amount }, won) =>
      `주문 ${number}의 ${won(amount)}을 돌려드릴 계좌를 알려 주세요.`,
    RESTOCK_HELD: ({ productName, colorName, sizeMm }) =>
      `기다리시던 ${productName} ${colorName} ${sizeMm}mm 한 켤레를 맡아 두었습니다. 시간이 지나면 다음 분께 넘어갑니다.`,
    COUPON_ISSUED: ({ name }) => `쿠폰이 발급되었습니다: ${name}`,
    INQUIRY_OPENED: ({ productName, buyerName }) => `${buyerName} 님이 ${productName}에 대해 문의했습니다.`,
    INQUIRY_ANSWERED: ({ productName }) => `${productName} 문의에 답변이 왔습니다.`,
    INQUIRY_CLOSED: ({ productName }) => `${productName} 문의가 종료되었습니다.`,
    MESSAGES_UNREAD: ({ productName, unread }) =>
      `${productName} 대화에 읽지 않은 메시지가 ${unread}개 있습니다.`,
  } satisfies Sentences,
}

export type NotificationsText = Widened<typeof notifications>
