import type { Fragment, Sql } from '@munova/database'

/** Columns of `rooms` that events about inquiries are made of. */
export interface InquiryColumns {
  id: number
  kind: string
  owner_id: number
  buyer_id: number | null
  product_id: number | null
  product_name: string | null
}

/** The fields of `InquiryState` for `emitEvent`; `room` names rows with `InquiryColumns`, e.g. `changed.name`. */
export const inquiryState = (sql: Sql, room: Fragment) => ({
  roomId: sql`${room}.id`,
  buyerId: sql`${room}.buyer_id`,
  buyerName: sql`coalesce((select display_name from members where id = ${room}.buyer_id), '')`,
  sellerId: sql`${room}.owner_id`,
  productId: sql`${room}.product_id`,
  productName: sql`${room}.product_name`,
})
