import * as z from 'zod'
import { page } from '../page.ts'
import { Instant } from '../primitives.ts'
import { Brand } from './brands.ts'
import { ProductSummary } from './products.ts'

/** Whether the member likes the product, and how many members do. */
export const ProductLike = z.object({ isLiked: z.boolean(), likes: z.int().nonnegative() })
export type ProductLike = z.infer<typeof ProductLike>

/** GONE: the product is not on sale now, or not any more. */
export const LikedProductState = z.enum(['ON_SALE', 'SOLD_OUT', 'GONE'])
export type LikedProductState = z.infer<typeof LikedProductState>

/** A product that the member likes. */
export const LikedProduct = z.object({
  ...ProductSummary.shape,
  brand: Brand,
  imageUrl: z.string().nullable(),
  state: LikedProductState,
  likedAt: Instant,
})
export type LikedProduct = z.infer<typeof LikedProduct>

/** Newest like first. */
export const LikedProductPage = page(LikedProduct)
export type LikedProductPage = z.infer<typeof LikedProductPage>
