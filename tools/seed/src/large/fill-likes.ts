import type { Sql } from '@munova/database'
import { copyRows } from '../database/copy.ts'
import { minutesBefore } from '../deterministic/calendar.ts'
import { randomOf } from '../deterministic/random.ts'
import type { LargeScope } from './large-scope.ts'
import { popularProduct } from './popular-product.ts'

const LIKES_PER_BUYER = 12
const DAYS = 180

interface Like {
  memberId: number
  product: number
  likedAt: Date
}
const COLUMNS = {
  member_id: ({ memberId }: Like) => memberId,
  product_id: ({ product }: Like) => product,
  liked_at: ({ likedAt }: Like) => likedAt,
}

/** Likes of the buyers, most of popular products, as they are when all are counted. */
export async function fillLikes(sql: Sql, scope: LargeScope): Promise<void> {
  await copyRows(sql, 'product_likes', COLUMNS, likes(scope))
  await sql`
    insert into like_counts (product_id, likes)
    select product_id, count(*) from product_likes group by product_id order by product_id`
}

function* likes({ seed, products, buyers }: LargeScope): Generator<Like> {
  const random = randomOf(seed, 'large likes')
  for (let id = buyers.firstId; id < buyers.firstId + buyers.count; id++) {
    const liked = new Set<number>()
    while (liked.size < Math.min(LIKES_PER_BUYER, products / 2)) liked.add(popularProduct(random, products))
    for (const product of liked)
      yield { memberId: id, product, likedAt: minutesBefore(random.int(0, DAYS * 24 * 60)) }
  }
}
