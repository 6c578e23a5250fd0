import type { Sql } from '@munova/database'
import type { ChatEvent } from '@munova/event-contract'

type Fragment = ReturnType<Sql>
type InquiryEventType = Extract<ChatEvent['type'], `inquiry.${string}`>

/** What events say of an inquiry, for statements that have it as `r`. */
export const inquiryState = (sql: Sql) => sql`jsonb_build_object(
  'roomId', r.id, 'buyerId', r.buyer_id, 'sellerId', r.owner_id, 'productId', r.product_id,
  'productName', r.product_name,
  'buyerName', coalesce((select display_name from members where id = r.buyer_id), ''))`

/** For a statement whose CTE `changed` gives whole rows of `rooms`, which it holds locked. */
export function inquiryEvent(sql: Sql, type: InquiryEventType): Fragment {
  return sql`
    insert into outbox (type, version, key, data)
    select ${type}, 1, 'inquiry:' || r.id, ${inquiryState(sql)} from changed r where r.kind = 'INQUIRY'`
}
