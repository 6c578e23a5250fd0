import type { FitAdvice, FitOutcome } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Fragment } from '@munova/database'
import type { Context } from '../context.ts'
import { problem } from '../problems.ts'

interface Outcome {
  sizeMm: number
  kept: number
  returned: number
}

/**
 * What became of the pairs of people with a foot of this length: of the product, and of all that its brand has on sale. A pair is kept when
 * its review says the length and it did not come back, and returned when it came back as WRONG_SIZE from a member whose newest
 * review says the length. Null of fewer than FIT_ADVICE_LEAST pairs. Throws PRODUCT_NOT_FOUND.
 */
export async function adviseFit(
  context: Context,
  { productId, footLengthMm }: { productId: number; footLengthMm: number },
): Promise<FitAdvice> {
  const { sql } = context
  const [product] = await retryOnConnectionLoss(
    () => sql<{ brandId: number }[]>`
      select brand_id as "brandId" from products where id = ${productId} and status = 'PUBLISHED'`,
  )
  if (!product) throw problem('PRODUCT_NOT_FOUND')
  const [ofProduct, ofBrand] = await Promise.all([
    outcomeOf(context, footLengthMm, sql`= ${productId}`),
    outcomeOf(
      context,
      footLengthMm,
      sql`in (select id from products where brand_id = ${product.brandId} and status = 'PUBLISHED')`,
    ),
  ])
  return { ofProduct, ofBrand }
}

async function outcomeOf(
  { sql, config }: Context,
  footLengthMm: number,
  isProduct: Fragment,
): Promise<FitOutcome | null> {
  // Indexes reviews_feet, returns_wrong_size, products_brand_new, reviews_author and primary keys.
  const sizes = await retryOnConnectionLoss(
    () => sql<Outcome[]>`
      select size_mm as "sizeMm", count(*) filter (where is_kept)::int as kept,
        count(*) filter (where not is_kept)::int as returned
      from (
        select reviews.size_mm, true as is_kept
        from reviews join order_items on order_items.id = item_id
        where reviews.product_id ${isProduct} and foot_length_mm = ${footLengthMm} and reviews.status = 'SHOWN'
          and order_items.status = 'CONFIRMED'
        union all
        select order_items.size_mm, false
        from returns join order_items on order_items.id = item_id join orders on orders.id = returns.order_id
        where returns.product_id ${isProduct} and reason = 'WRONG_SIZE' and returns.status <> 'REJECTED'
          and (
            select foot_length_mm from reviews
            where author_id = orders.member_id and reviews.status = 'SHOWN' and foot_length_mm is not null
            order by id desc limit 1
          ) = ${footLengthMm}
      ) as pair
      group by size_mm order by size_mm`,
  )
  const pairs = sizes.reduce((sum, { kept, returned }) => sum + kept + returned, 0)
  return pairs < config.FIT_ADVICE_LEAST ? null : { pairs, sizes }
}
