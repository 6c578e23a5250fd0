import type { TextsOf } from '@munova/text-contract'
import type { curationProblems } from './curation-errors.ts'

export const koreanCuration: TextsOf<typeof curationProblems> = {
  BANNER_NOT_FOUND: { title: '없는 배너입니다' },
  BANNER_ENDED: { title: '이미 끝난 배너입니다. 새로 만들어 주세요' },
  TOO_MANY_BANNERS: {
    title: '배너를 더 만들 수 없습니다',
    details: { atMost: ({ banners }) => `걸려 있거나 예정된 배너는 ${banners}개까지입니다` },
  },
  PINS_CHANGED: { title: '그사이 고정 상품이 바뀌었습니다. 다시 읽어 주세요' },
  PRODUCT_NOT_LISTED: {
    title: '이 목록에 있는 상품만 고정할 수 있습니다. 판매 중이고 카테고리가 같아야 합니다',
    details: { product: ({ productId }) => `${productId}번 상품은 이 목록에 없습니다` },
  },
}
