import type { ReviewEntry } from '@munova/commerce-contract'

/** How far an order has come. */
export type Stage = 'PAID' | 'SHIPPED' | 'DELIVERED' | 'REVIEWED' | 'RETURN_REQUESTED' | 'RETURNED'

/** A pair that somebody buys from the demo seller. */
export interface Story {
  /** The number in the buyer's e-mail address; without it the demo buyer. */
  buyer?: number
  /** Which of the seller's shoes, and which of its sizes in stock. */
  shoe: number
  size?: number
  stage: Stage
  review?: ReviewEntry
  /** Of the seller, to the review. */
  answer?: string
  /** The administrators are told of the review. */
  isReported?: boolean
}

/** The shoes that the stories are about. */
export const SHOES = 6

export const stories: readonly Story[] = [
  {
    buyer: 15,
    shoe: 0,
    stage: 'REVIEWED',
    review: {
      rating: 5,
      text: '가볍고 발이 편해서 매일 신어요.',
      fit: 0,
      footLengthMm: 251,
      footWidth: 'REGULAR',
    },
    answer: '오래 편하게 신으시길 바랍니다!',
  },
  {
    buyer: 16,
    shoe: 0,
    size: 1,
    stage: 'REVIEWED',
    review: {
      rating: 4,
      text: '발볼이 조금 좁게 나왔어요. 반 치수 크게 사길 잘했습니다.',
      fit: -1,
      footLengthMm: 253,
      footWidth: 'WIDE',
    },
  },
  {
    buyer: 17,
    shoe: 1,
    stage: 'REVIEWED',
    review: {
      rating: 5,
      text: '사진과 색이 똑같습니다. 배송도 빨랐어요.',
      fit: 0,
      footLengthMm: 240,
      footWidth: 'NARROW',
    },
  },
  {
    buyer: 18,
    shoe: 1,
    size: 1,
    stage: 'REVIEWED',
    review: { rating: 3, text: '디자인은 좋은데 바닥이 생각보다 딱딱해요.', fit: 1 },
    answer: '깔창을 하나 더 보내 드릴게요. 문의로 주소를 남겨 주세요.',
  },
  {
    buyer: 19,
    shoe: 2,
    stage: 'REVIEWED',
    review: { rating: 5, text: '두 켤레째 샀습니다. 정치수로 고르면 됩니다.', fit: 0, footLengthMm: 262 },
  },
  {
    buyer: 20,
    shoe: 3,
    stage: 'REVIEWED',
    review: { rating: 1, text: '더 싸게 파는 곳 있으니 연락 주세요!' },
    isReported: true,
  },
  { buyer: 21, shoe: 2, size: 1, stage: 'PAID' },
  { buyer: 22, shoe: 4, stage: 'RETURN_REQUESTED' },
  { shoe: 5, stage: 'RETURNED' },
  {
    shoe: 3,
    stage: 'REVIEWED',
    review: {
      rating: 4,
      text: '출근할 때 신기 좋아요. 조금 크게 나왔습니다.',
      fit: 1,
      footLengthMm: 255,
      footWidth: 'WIDE',
    },
    answer: '다음에는 반 치수 작게 골라 보세요. 고맙습니다!',
  },
  { shoe: 2, stage: 'DELIVERED' },
  { shoe: 1, stage: 'SHIPPED' },
  { shoe: 0, stage: 'PAID' },
]

/** What buyers ask about a shoe, and what the seller says; without an answer it waits for one. */
export const questions = [
  { buyer: 17, shoe: 1, asked: '굽 높이가 몇 cm인가요?', answered: '3cm입니다. 안쪽에 1cm 더 높아요.' },
  {
    buyer: 18,
    shoe: 3,
    asked: '비 오는 날 신어도 괜찮을까요?',
    answered: '생활 방수는 됩니다. 젖으면 그늘에서 말려 주세요.',
  },
  { buyer: 19, shoe: 0, asked: '245 사이즈는 언제 다시 들어오나요?' },
] as const

/** Who likes which of the shoes. */
export const likes = [
  { shoes: [0, 1, 3, 4] },
  { buyer: 15, shoes: [0, 2] },
  { buyer: 16, shoes: [0, 1] },
  { buyer: 17, shoes: [0, 5] },
] as const
