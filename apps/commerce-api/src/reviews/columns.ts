import type { Review, SellerReview } from '@munova/commerce-contract'
import { isoInstant, type Columns, type Fragment, type Sql } from '@munova/database'

type Said = Omit<SellerReview, 'author' | 'productId' | 'productName'>

/** What a review says, for whoever sees it. */
export const saidColumns = (sql: Sql): Columns<Said> => ({
  id: sql`reviews.id`,
  rating: sql`rating`,
  text: sql`text`,
  fit: sql`fit`,
  footLengthMm: sql`foot_length_mm`,
  footWidth: sql`foot_width`,
  colorName: sql`reviews.color_name`,
  sizeMm: sql`reviews.size_mm`,
  helpful: sql`helpful`,
  answer: sql`case when answer is not null then json_build_object('text', answer, 'answeredAt',
    ${isoInstant(sql, sql`answered_at`)}) end`,
  createdAt: isoInstant(sql, sql`reviews.created_at`),
  editedAt: isoInstant(sql, sql`edited_at`),
})

/** Everybody may read a review, so the name of its author is not written out. */
export const authorColumn = (sql: Sql): Fragment =>
  sql`case when members.status = 'WITHDRAWN' then members.name else left(members.name, 1) || '**' end`

/** As everybody sees it. Null: the reader is not signed in. */
export const publicColumns = (sql: Sql, readerId: number | null): Columns<Review> => ({
  ...saidColumns(sql),
  author: authorColumn(sql),
  isMine: sql`author_id is not distinct from ${readerId}::bigint`,
  isHelpful: sql`exists (
    select from review_marks where review_id = reviews.id and review_marks.member_id = ${readerId}::bigint)`,
})
