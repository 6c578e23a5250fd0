import type { Widened } from './widened.ts'

/** Words of the seller's desk. */
export const seller = {
  title: '판매자 데스크',
  lead: '주문과 발송, 반품·교환, 상품을 여기에서 관리합니다.',
  areas: {
    today: '오늘',
    inbox: '문의함',
    orders: '주문',
    shipments: '송장 일괄등록',
    returns: '반품·교환',
    products: '상품',
  },
}

export type SellerText = Widened<typeof seller>
