import { Digits, multiLine } from '@munova/text-contract'
import * as z from 'zod'
import { Cursor, Limit, page } from '../page.ts'
import { Id, Instant, PathId } from '../primitives.ts'

/** Stars. */
export const Rating = z.int().min(1).max(5)
/** How the shoe fits: −2 far too small, 0 as expected, 2 far too large. */
export const Fit = z.int().min(-2).max(2)
/** The length of the foot in mm. */
export const FootLengthMm = z.int().min(100).max(400)
export const FootWidth = z.enum(['NARROW', 'REGULAR', 'WIDE'])
export type FootWidth = z.infer<typeof FootWidth>

const ReviewText = multiLine({ max: 2_000, trim: true })

/** What a review says. An absent fit, length or width is not said. */
export const ReviewEntry = z.strictObject({
  rating: Rating,
  text: ReviewText,
  fit: Fit.optional(),
  footLengthMm: FootLengthMm.optional(),
  footWidth: FootWidth.optional(),
})
export type ReviewEntry = z.infer<typeof ReviewEntry>

/** A review of an item of an order. */
export const WriteReview = z.strictObject({ itemId: Id, ...ReviewEntry.shape })
export type WriteReview = z.infer<typeof WriteReview>

/** The answer of the seller. */
export const ReviewAnswer = z.object({ text: z.string(), answeredAt: Instant })

const Said = z.object({
  id: Id,
  rating: Rating,
  text: z.string(),
  fit: Fit.nullable(),
  footLengthMm: z.int().nullable(),
  footWidth: FootWidth.nullable(),
  colorName: z.string(),
  sizeMm: z.int(),
  helpful: z.int().nonnegative(),
  answer: ReviewAnswer.nullable(),
  createdAt: Instant,
  editedAt: Instant.nullable(),
})

/** A review as everybody sees it. `author`: the name without all but its first letter. */
export const Review = z.object({
  ...Said.shape,
  author: z.string(),
  isMine: z.boolean(),
  isHelpful: z.boolean(),
})
export type Review = z.infer<typeof Review>

export const ReviewPage = page(Review)
export type ReviewPage = z.infer<typeof ReviewPage>

export const ReviewSort = z.enum(['newest', 'helpful', 'ratingDesc', 'ratingAsc'])
export type ReviewSort = z.infer<typeof ReviewSort>

export const ReviewQuery = z.strictObject({
  sort: ReviewSort.default('newest'),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type ReviewQuery = z.infer<typeof ReviewQuery>

/** HIDDEN: by an administrator; only its author sees it. */
export const ReviewStatus = z.enum(['SHOWN', 'HIDDEN'])
export type ReviewStatus = z.infer<typeof ReviewStatus>

/** A review as its author sees it. */
export const MyReview = z.object({
  ...Said.shape,
  itemId: Id,
  orderId: Id,
  productId: Id,
  productName: z.string(),
  status: ReviewStatus,
  hiddenReason: z.string().nullable(),
})
export type MyReview = z.infer<typeof MyReview>

/** Newest first. `reviewable`: the items of the order of the query that can be reviewed; null without an order. */
export const MyReviewPage = z.object({ ...page(MyReview).shape, reviewable: z.array(Id).nullable() })
export type MyReviewPage = z.infer<typeof MyReviewPage>

/** `order`: only those of an order. */
export const MyReviewQuery = z.strictObject({
  order: PathId.optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type MyReviewQuery = z.infer<typeof MyReviewQuery>

/**
 * What the shown reviews of a product say. `average` has one decimal, and is null without reviews. `ratings` counts 1 to 5 stars, `fits` −2
 * to 2.
 */
export const ReviewFigures = z.object({
  reviews: z.int().nonnegative(),
  average: z.number().min(1).max(5).nullable(),
  ratings: z.array(z.int().nonnegative()),
  fits: z.array(z.int().nonnegative()),
})
export type ReviewFigures = z.infer<typeof ReviewFigures>

export const FootLength = z.strictObject({ footLengthMm: Digits.pipe(FootLengthMm) })

/** Pairs of one size: `kept`, or returned as WRONG_SIZE, by people with a foot of this length. */
const SizeOutcome = z.object({ sizeMm: z.int(), kept: z.int(), returned: z.int() })

/** What became of the pairs of people with a foot of this length, by size. */
export const FitOutcome = z.object({ pairs: z.int().positive(), sizes: z.array(SizeOutcome) })
export type FitOutcome = z.infer<typeof FitOutcome>

/** Null: of too few pairs is known what became of them. */
export const FitAdvice = z.object({ ofProduct: FitOutcome.nullable(), ofBrand: FitOutcome.nullable() })
export type FitAdvice = z.infer<typeof FitAdvice>

export const ReportReason = z.enum(['ADVERTISING', 'ABUSE', 'PERSONAL_DATA', 'UNTRUE', 'OTHER'])
export type ReportReason = z.infer<typeof ReportReason>

export const ReportReview = z.strictObject({
  reason: ReportReason,
  note: multiLine({ min: 0, max: 500, trim: true }).default(''),
})
export type ReportReview = z.infer<typeof ReportReview>

/** A review as the seller of the product sees it. */
export const SellerReview = z.object({
  ...Said.shape,
  author: z.string(),
  productId: Id,
  productName: z.string(),
})
export type SellerReview = z.infer<typeof SellerReview>

/** Newest first. */
export const SellerReviewPage = page(SellerReview)
export type SellerReviewPage = z.infer<typeof SellerReviewPage>

export const SellerReviewQuery = z.strictObject({
  answered: z.enum(['true', 'false']).optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type SellerReviewQuery = z.infer<typeof SellerReviewQuery>

export const AnswerReview = z.strictObject({ text: ReviewText })
export type AnswerReview = z.infer<typeof AnswerReview>

/** Members who reported it for one reason, and what they wrote. */
const ReviewReports = z.object({ reason: ReportReason, reports: z.int(), notes: z.array(z.string()) })

/** A review as an administrator sees it. */
export const AdminReview = z.object({
  ...SellerReview.shape,
  status: ReviewStatus,
  hiddenReason: z.string().nullable(),
  reportedAt: Instant.nullable(),
  reports: z.array(ReviewReports),
})
export type AdminReview = z.infer<typeof AdminReview>

/** Newest review first. */
export const AdminReviewPage = page(AdminReview)
export type AdminReviewPage = z.infer<typeof AdminReviewPage>

/** REPORTED: reports wait for an administrator. */
export const AdminReviewQuery = z.strictObject({
  state: z.enum(['REPORTED', 'HIDDEN']).default('REPORTED'),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type AdminReviewQuery = z.infer<typeof AdminReviewQuery>

/** Its author reads the reason. */
export const HideReview = z.strictObject({ reason: multiLine({ max: 500, trim: true }) })
export type HideReview = z.infer<typeof HideReview>
