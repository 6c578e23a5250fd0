import { minutesBefore } from '../deterministic/calendar.ts'
import { type Random, randomOf } from '../deterministic/random.ts'
import type { LargeScope } from './large-scope.ts'
import { popularProduct } from './popular-product.ts'

export interface TradeScope extends LargeScope {
  /** How much too large the shoes of a product's brand are. */
  biasOf: (productId: number) => number
}

const PRODUCTS_PER_ORDER = 2
const OLDEST_DAYS = 700
/** Long enough before the time of seeding that each parcel has arrived and its time to return is over. */
const NEWEST_DAYS = 30
const REVIEW_RATE = 0.5
const RETURN_RATE = 0.02
/** How much more often shoes come back whose size is one step off. */
const RETURN_RATE_PER_STEP = 0.12

const PRAISE = [
  '편하고 가벼워요.',
  '사진보다 예뻐요.',
  '오래 걸어도 발이 편해요.',
  '마감이 깔끔해요.',
  '또 사고 싶어요.',
]
const COMPLAINT = ['생각보다 무거워요.', '바닥이 딱딱해요.', '색이 사진과 조금 달라요.', '냄새가 좀 나요.']
const FIT_WORDS = ['많이 작아요.', '조금 작아요.', '정사이즈예요.', '조금 커요.', '많이 커요.']

/** An order of one line, and what becomes of it. */
export interface Draw {
  n: number
  buyer: number
  productId: number
  /** Which of its sizes: below 1. */
  pick: number
  quantity: number
  placed: Date
  fit: number
  isWrongSize: boolean
  review: { rating: number; text: string } | undefined
}
/** Oldest first; popular products are bought more often. */
export function* drawOrders({ seed, products, buyers, biasOf }: TradeScope): Generator<Draw> {
  const random = randomOf(seed, 'large orders')
  const orders = Math.ceil(products / PRODUCTS_PER_ORDER)
  for (let n = 1; n <= orders; n++) {
    const productId = popularProduct(random, products)
    const fit = Math.max(-2, Math.min(2, Math.round(2 * biasOf(productId) + 2 * (random.next() - 0.5))))
    const isWrongSize = random.chance(RETURN_RATE + RETURN_RATE_PER_STEP * Math.abs(fit))
    const buyer = buyers.firstId + random.int(0, buyers.count - 1)
    // The oldest order comes first.
    const placed = minutesBefore(((OLDEST_DAYS - NEWEST_DAYS) * (1 - n / orders) + NEWEST_DAYS) * 24 * 60)
    yield {
      n,
      buyer,
      productId,
      pick: random.next(),
      quantity: random.chance(0.9) ? 1 : 2,
      placed,
      fit,
      isWrongSize,
      review: !isWrongSize && random.chance(REVIEW_RATE) ? reviewOf(random, fit) : undefined,
    }
  }
}

function reviewOf(random: Random, fit: number): { rating: number; text: string } {
  const rating = random.chance(0.75 - 0.2 * Math.abs(fit)) ? random.int(4, 5) : random.int(1, 4)
  return { rating, text: `${random.pick(rating > 3 ? PRAISE : COMPLAINT)} ${FIT_WORDS[fit + 2]}` }
}
