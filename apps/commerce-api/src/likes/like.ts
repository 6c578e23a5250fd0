import type { ProductLike } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import { likeChanges, likesOf } from '../catalogue/figures/likes.ts'
import type { Context } from '../context.ts'
import { problem } from '../problems.ts'

export interface Liking {
  memberId: number
  productId: number
}
type LikedRow = { product_id: number }

/**
 * The member likes a product on sale; once, however often and at the same time it is said. Throws PRODUCT_NOT_FOUND,
 * UNAUTHENTICATED and TOO_MANY_LIKES. Two concurrent requests may both succeed at the limit: it keeps the list short and need not
 * be exact.
 */
export async function likeProduct(
  { sql, config }: Context,
  { memberId, productId }: Liking,
): Promise<ProductLike> {
  const added = cte<LikedRow>(
    sql,
    'added',
    sql`
      insert into product_likes (member_id, product_id)
      select member.id, product.id from member, product where member.has_space
      on conflict do nothing
      returning product_id`,
  )
  const [row] = await retryOnConnectionLoss(
    () => sql<[{ exists: boolean; isMember: boolean; hasSpace: boolean; isLiked: boolean }]>`
      with product as (
        select id from products where id = ${productId} and status = 'PUBLISHED'
      ), liked as (
        select from product_likes where member_id = ${memberId} and product_id = ${productId}
      ), member as (
        select id, (select count(*) from product_likes where member_id = members.id) < ${config.LIKES_PER_MEMBER} as has_space
        from members where id = ${memberId} and status = 'ACTIVE'
        for key share
      ), ${added.definition}, counted as (${likeChanges(sql, { by: 1, from: added })})
      select exists (select from product) as exists, exists (select from member) as "isMember",
        coalesce((select has_space from member), false) as "hasSpace", exists (select from liked) as "isLiked"`,
  )
  if (!row.exists) throw problem('PRODUCT_NOT_FOUND')
  if (!row.isMember) throw problem('UNAUTHENTICATED')
  if (!row.hasSpace && !row.isLiked)
    throw problem('TOO_MANY_LIKES', { detail: 'atMost', likes: config.LIKES_PER_MEMBER })
  return readLike(sql, { memberId, productId })
}

/** The member does not like the product, whether it is on sale or not; idempotent. */
export async function unlikeProduct({ sql }: Context, liking: Liking): Promise<ProductLike> {
  const { memberId, productId } = liking
  const removed = cte<LikedRow>(
    sql,
    'removed',
    sql`
      delete from product_likes where member_id = ${memberId} and product_id = ${productId}
      returning product_id`,
  )
  await retryOnConnectionLoss(
    () => sql`
      with ${removed.definition}
      ${likeChanges(sql, { by: -1, from: removed })}`,
  )
  return readLike(sql, liking)
}

/** Whether the member likes the product, and how many do. */
export async function readLike(sql: Sql, { memberId, productId }: Liking): Promise<ProductLike> {
  const [like] = await retryOnConnectionLoss(
    () => sql<[ProductLike]>`
      select exists (
        select from product_likes where member_id = ${memberId} and product_id = ${productId}
      ) as "isLiked", ${likesOf(sql, sql`${productId}::bigint`)} as likes`,
  )
  return like
}
