import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'
import type { OwnProduct } from './change-own.ts'

/**
 * What the law asks of a product before it is put on sale: throws SELLER_IDENTITY_NEEDED, DISCLOSURE_NEEDED. Neither can be
 * taken back once it is stated, so it still holds when the product is published. A product on sale is not asked again.
 */
export async function requirePublishable(sql: Sql, { sellerId, productId }: OwnProduct): Promise<void> {
  const [draft] = await retryOnConnectionLoss(
    () => sql<{ isIdentified: boolean; isDisclosed: boolean }[]>`
      select disclosure is not null as "isDisclosed",
        exists (select from seller_businesses where member_id = seller_id) as "isIdentified"
      from products where id = ${productId} and seller_id = ${sellerId} and status = 'DRAFT'`,
  )
  if (!draft) return
  if (!draft.isIdentified) throw problem('SELLER_IDENTITY_NEEDED')
  if (!draft.isDisclosed) throw problem('DISCLOSURE_NEEDED')
}
