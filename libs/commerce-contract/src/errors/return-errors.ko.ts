import type { TextsOf } from '@munova/text-contract'
import { itemStatus, moment, orderStatus } from './korean-words.ts'
import type { returnProblems } from './return-errors.ts'

export const koreanReturns: TextsOf<typeof returnProblems> = {
  NOT_DELIVERED: {
    title: '배송 완료된 상품이 아니거나 이미 확정·반품된 상품입니다',
    details: {
      status: ({ itemId, status }) =>
        `주문 상품 ${itemId}은(는) ${itemStatus(status)} 상태라서 반품할 수 없습니다`,
    },
  },
  RETURN_TOO_LATE: {
    title: '이 사유로 반품할 수 있는 기간이 지났습니다',
    details: { deadline: ({ deadline }) => `${moment(deadline)}까지 반품할 수 있었습니다` },
  },
  RETURN_OPEN: { title: '이미 반품이나 교환을 요청한 상품입니다' },
  ORDER_REFUNDED: { title: '결제 금액이 모두 환불된 주문입니다' },
  NOT_EXTENDABLE: {
    title: '그렇게 늘릴 수 있는 기한이 없습니다',
    details: {
      between: ({ from, until }) => `${moment(from)} 뒤, ${moment(until)}까지로 정할 수 있습니다`,
      status: ({ status }) => `주문이 ${orderStatus(status)} 상태입니다`,
      notDelivered: '배송 완료되지 않은 상품이 있습니다',
    },
  },
  RETURN_RESOLVED: {
    title: '이미 처리된 반품·교환입니다',
    details: { refunded: '결제 금액이 모두 환불되어 끝났습니다' },
  },
}
