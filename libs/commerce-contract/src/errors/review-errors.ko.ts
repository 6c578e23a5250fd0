import type { TextsOf } from '@munova/text-contract'
import type { reviewProblems } from './review-errors.ts'

export const koreanReviews: TextsOf<typeof reviewProblems> = {
  REVIEW_NOT_FOUND: { title: '없거나 볼 수 없는 후기입니다' },
  PURCHASE_NOT_CONFIRMED: {
    title: '구매를 확정한 상품만 후기를 쓸 수 있습니다',
    details: { status: ({ itemId }) => `${itemId}번 상품의 구매가 확정되지 않았습니다` },
  },
  REVIEW_EXISTS: { title: '이미 후기를 쓴 상품입니다' },
  OWN_REVIEW: { title: '내가 쓴 후기는 추천하거나 신고할 수 없습니다' },
}
