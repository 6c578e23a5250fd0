import type { TextsOf } from '@munova/text-contract'
import type { restockProblems } from './restock-errors.ts'

export const koreanRestock: TextsOf<typeof restockProblems> = {
  SKU_IN_STOCK: {
    title: '재고가 있어 바로 주문할 수 있는 사이즈입니다',
    details: { available: ({ available }) => `남은 수량: ${available}` },
  },
  RESTOCK_LINE_FULL: {
    title: '이 사이즈의 재입고 대기 인원이 가득 찼습니다',
    details: { atMost: ({ members }) => `최대 ${members}명` },
  },
  TOO_MANY_RESTOCK_PLACES: {
    title: '재입고 대기를 더 신청할 수 없습니다',
    details: { atMost: ({ places }) => `최대 ${places}개 사이즈` },
  },
}
