import type { z } from 'zod'
import type { SetCartItem } from '../cart.ts'
import type { AdminBannerQuery, BannerEntry } from '../catalogue/banners.ts'
import type { ChangeBrand, CreateBrand } from '../catalogue/brands.ts'
import type { ChangeCategory, CreateCategory } from '../catalogue/categories.ts'
import type {
  AdminReviewQuery,
  AnswerReview,
  HideReview,
  ReportReview,
  ReviewEntry,
  ReviewQuery,
  SellerReviewQuery,
  WriteReview,
} from '../catalogue/reviews.ts'
import type { FacetQuery } from '../catalogue/facets.ts'
import type { PinQuery, SetPins } from '../catalogue/pins.ts'
import type { ProductQuery } from '../catalogue/products.ts'
import type { SuggestionQuery } from '../catalogue/suggestions.ts'
import type { RestockPlaceQuery } from '../catalogue/restock.ts'
import type {
  ChangeColor,
  CreateProduct,
  EditProduct,
  NewColor,
  NewSizes,
  SellerProductQuery,
  SetPurchaseLimit,
  SetSale,
  SetStock,
} from '../catalogue/seller-products.ts'
import type { ShippingPolicy } from '../orders/shipping-fees.ts'
import type { PageQuery } from '../page.ts'
import { daysAfter, type Examples, type Query } from './example.ts'

/** Brand 2 and category 8, running shoes for men, are those of the demo shop. */
const product: z.input<typeof CreateProduct> = {
  brandId: 2,
  categoryId: 8,
  name: '에어로 러너 3',
  description: '가볍고 오래 신을 수 있는 러닝화입니다.',
  price: 129_000,
  disclosure: {
    material: '겉감: 폴리에스터, 안감: 메시',
    heelHeightMm: null,
    manufacturer: '걸음상점',
    importer: null,
    countryOfOrigin: '대한민국',
    care: '오염은 마른 천으로 닦고 그늘에서 말려 주세요.',
    warranty: '소비자분쟁해결기준에 따라 교환하거나 환불해 드립니다.',
    serviceContact: '걸음상점 고객센터',
    servicePhone: '02-555-0002',
  },
  colors: [
    {
      name: '블랙',
      skus: [
        { sizeMm: 260, stock: 20 },
        { sizeMm: 270, stock: 20 },
      ],
    },
  ],
  images: ['https://images.munova.example/products/aero-runner-3.webp'],
}
/** Of an item that the buyer has confirmed. */
const review: z.input<typeof ReviewEntry> = {
  rating: 4,
  text: '발볼이 넉넉하고 오래 걸어도 편해요.',
  fit: 1,
  footLengthMm: 265,
  footWidth: 'WIDE',
}
const page = { limit: 10 } satisfies Query<typeof PageQuery>

/** Of a product that is created by it. */
const productFile = [
  '상품명,브랜드,카테고리,설명,정가,색상,사이즈,재고',
  '그라운드 워커,하늬발,남성 > 러닝화,오래 걸어도 편한 신발입니다.,89000,블랙,265,12',
  '그라운드 워커,,,,,블랙,270,8',
  '',
].join('\r\n')

/** Shown for a week. */
const banner = (now: Date): z.input<typeof BannerEntry> => ({
  title: '가을 러닝화',
  text: '가볍고 오래 신어요',
  link: '/products?category=8',
  startsAt: now.toISOString(),
  endsAt: daysAfter(now, 7),
})

/** A product of the demo shop comes first among all for a week. */
const pins = (now: Date): z.input<typeof SetPins> => ({
  categoryId: null,
  expectedRevision: 0,
  pins: [{ productId: 4, startsAt: now.toISOString(), endsAt: daysAfter(now, 7) }],
})

export function catalogueExamples(now: Date): Examples {
  return {
    'GET /v1/products': {
      query: {
        q: '러닝화',
        size: 270,
        maxPrice: 150_000,
        sort: 'priceAsc',
        total: true,
        limit: 10,
      } satisfies Query<typeof ProductQuery>,
    },
    'GET /v1/products/facets': {
      query: { q: '러닝화', size: 270, color: 'BLACK', maxPrice: 150_000 } satisfies Query<typeof FacetQuery>,
    },
    'GET /v1/search/suggestions': { query: { q: '러닝' } satisfies Query<typeof SuggestionQuery> },
    'GET /v1/me/likes': { query: page },
    'GET /v1/restock-places': {
      query: { open: 'true', limit: 10 } satisfies Query<typeof RestockPlaceQuery>,
    },
    'GET /v1/products/{id}/reviews': {
      query: { sort: 'helpful', limit: 10 } satisfies Query<typeof ReviewQuery>,
    },
    'GET /v1/products/{id}/fit': { query: { footLengthMm: 265 } },
    'POST /v1/me/reviews': { body: { itemId: 1, ...review } satisfies z.input<typeof WriteReview> },
    'GET /v1/me/reviews': { query: page },
    'PUT /v1/me/reviews/{id}': {
      body: { ...review, rating: 5, text: '한 달을 신어도 그대로예요.' } satisfies z.input<
        typeof ReviewEntry
      >,
    },
    'PUT /v1/reviews/{id}/report': {
      body: { reason: 'ADVERTISING', note: '다른 가게의 주소가 있어요' } satisfies z.input<
        typeof ReportReview
      >,
    },
    'GET /v1/seller/reviews': {
      query: { answered: 'false', limit: 10 } satisfies Query<typeof SellerReviewQuery>,
    },
    'PUT /v1/seller/reviews/{id}/answer': {
      body: { text: '오래 편하게 신으세요.' } satisfies z.input<typeof AnswerReview>,
    },
    'GET /v1/admin/reviews': {
      query: { state: 'REPORTED', limit: 10 } satisfies Query<typeof AdminReviewQuery>,
    },
    'POST /v1/admin/reviews/{id}/hide': { body: { reason: '광고' } satisfies z.input<typeof HideReview> },
    'GET /v1/admin/banners': {
      query: { state: 'OPEN', limit: 10 } satisfies Query<typeof AdminBannerQuery>,
    },
    'POST /v1/admin/banners': { body: banner(now) },
    'PUT /v1/admin/banners/{id}': { body: { ...banner(now), text: '', position: 2 } },
    'GET /v1/admin/pins': { query: { category: 8 } satisfies Query<typeof PinQuery> },
    'PUT /v1/admin/pins': { body: pins(now) },
    'GET /v1/brands': { query: page },
    'GET /v1/admin/brands': { query: page },
    'POST /v1/admin/brands': { body: { name: '마루걸음' } satisfies z.input<typeof CreateBrand> },
    'PATCH /v1/admin/brands/{id}': {
      body: { isHidden: true, aliases: ['Marugeoreum'] } satisfies z.input<typeof ChangeBrand>,
    },
    'POST /v1/admin/categories': {
      body: { parentId: 1, name: '등산화' } satisfies z.input<typeof CreateCategory>,
    },
    'PATCH /v1/admin/categories/{id}': {
      body: { name: '트레킹화', position: 1 } satisfies z.input<typeof ChangeCategory>,
    },
    'GET /v1/seller/products': {
      query: { status: 'PUBLISHED', limit: 10 } satisfies Query<typeof SellerProductQuery>,
    },
    'POST /v1/seller/products': { body: product },
    'POST /v1/seller/products/import': { body: productFile },
    'GET /v1/seller/imports': { query: page },
    'PATCH /v1/seller/products/{id}': {
      body: { name: '에어로 러너 3 와이드', price: 119_000 } satisfies z.input<typeof EditProduct>,
    },
    'POST /v1/seller/products/{id}/colors': {
      body: { name: '그레이', skus: [{ sizeMm: 265, stock: 10 }] } satisfies z.input<typeof NewColor>,
    },
    'PATCH /v1/seller/products/{id}/colors/{colorId}': {
      body: { name: '라이트그레이', family: 'SILVER' } satisfies z.input<typeof ChangeColor>,
    },
    'POST /v1/seller/products/{id}/colors/{colorId}/skus': {
      body: { skus: [{ sizeMm: 275, stock: 10 }] } satisfies z.input<typeof NewSizes>,
    },
    'PUT /v1/seller/products/{id}/skus/{skuId}/stock': {
      body: { stock: 30, expectedStock: 20 } satisfies z.input<typeof SetStock>,
    },
    'PUT /v1/seller/products/{id}/sale': {
      body: { price: 99_000, from: now.toISOString(), until: daysAfter(now, 7) } satisfies z.input<
        typeof SetSale
      >,
    },
    'PUT /v1/admin/products/{id}/purchase-limit': {
      body: { purchaseLimit: 2 } satisfies z.input<typeof SetPurchaseLimit>,
    },
    'PUT /v1/seller/shipping-policy': {
      body: {
        fee: 3_000,
        freeFrom: 50_000,
        jejuSurcharge: 3_000,
        islandSurcharge: 5_000,
        returnFee: 3_000,
      } satisfies z.input<typeof ShippingPolicy>,
    },
    'PUT /v1/cart/items/{skuId}': { body: { quantity: 2 } satisfies z.input<typeof SetCartItem> },
  }
}
