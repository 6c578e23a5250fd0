import { retryOnConnectionLoss } from '@munova/database'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'

/** The lightest act; the weights of likes, carts and purchases are in the triggers of 0152_interests.sql. */
const VIEW = 1

type MemberViews = Pick<CatalogueContext, 'memberViews'>
export interface MemberView {
  memberId: number
  productId: number
}

/** The member looks at a product. Kept in memory until `storeMemberViews`: a view is worth less than a statement of its own. */
export function recordView({ memberViews }: MemberViews, { memberId, productId }: MemberView): void {
  memberViews.add(`${memberId} ${productId}`, 'member')
}

/**
 * Stores the views of this process as one statement, of members who agreed to a privacy policy that names them, and of products on
 * sale. They are lost when it fails, and with a process that is killed. Not repeated, since it may have happened.
 */
export async function storeMemberViews({ sql, config, memberViews }: CatalogueContext): Promise<number> {
  const views = [...memberViews.take().keys()].map((view) => view.split(' ').map(Number))
  if (views.length === 0) return 0
  const { count } = await sql`
    insert into interest_changes (member_id, product_id, weight)
    select member_id, product_id, ${VIEW}
    from unnest(${views.map(([member]) => member!)}::bigint[], ${views.map(([, product]) => product!)}::bigint[]) as view (member_id, product_id)
    where exists (select from products where id = product_id and status = 'PUBLISHED')
      and exists (
        select from member_consents where member_consents.member_id = view.member_id and document = 'PRIVACY'
          and given_at >= ${config.VIEWS_CONSENT_SINCE})`
  return count
}

/** Deletes what is known of products that the member has only looked at (0162_forget_views.sql); idempotent. */
export async function forgetViews({ sql }: Pick<CatalogueContext, 'sql'>, memberId: number): Promise<void> {
  await retryOnConnectionLoss(() => sql`select forget_views(${memberId}, ${VIEW})`)
}
