import type { AdminOrder, OrderHappening, OrderHistoryEntry } from '@munova/commerce-contract'
import { isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import { readAnyOrder } from './read.ts'

/** Entries of one history: more than 100 lines of 20 pairs cause, each shipped and returned alone. */
const HISTORY_ENTRIES = 10_000

/** Any order with everything that happened to it. Throws ORDER_NOT_FOUND. */
export async function readOrderWithHistory(sql: Sql, orderId: number): Promise<AdminOrder> {
  const { order, memberId } = await readAnyOrder(sql, orderId)
  return { ...order, memberId, history: await readHistory(sql, orderId) }
}

interface Happening {
  what: OrderHappening | Fragment
  at: Fragment
  /** A table and its condition. */
  from: Fragment
  id?: Fragment
  amount?: Fragment
  quantity?: Fragment
  action?: Fragment
  actorId?: Fragment
}

/** What happened in one millisecond is listed in this order. */
function happenings(sql: Sql, orderId: number): Happening[] {
  const ofOrder = sql`where order_id = ${orderId}`
  const id = sql`id`
  const payments = sql`payments ${ofOrder}`
  const refunds = sql`refunds ${ofOrder}`
  const shipments = sql`shipments ${ofOrder}`
  return [
    { what: 'PLACED', at: sql`placed_at`, from: sql`orders where id = ${orderId}`, amount: sql`total` },
    { what: 'PAYMENT_REQUESTED', at: sql`requested_at`, from: payments, id, amount: sql`amount` },
    {
      what: 'PAYMENT_CAPTURED',
      at: sql`at`,
      from: sql`ledger ${ofOrder} and kind = 'CAPTURE'`,
      id: sql`payment_id`,
      amount: sql`amount`,
    },
    {
      what: sql`case when item_id is null then status else 'ITEM_' || status end`,
      at: sql`at`,
      from: sql`order_changes ${ofOrder}`,
      id: sql`item_id`,
      quantity: sql`quantity`,
    },
    { what: 'SHIPPED', at: sql`shipped_at`, from: shipments, id },
    { what: 'DELIVERED', at: sql`delivered_at`, from: sql`${shipments} and delivered_at is not null`, id },
    { what: 'RETURN_REQUESTED', at: sql`requested_at`, from: sql`returns ${ofOrder}`, id },
    {
      what: sql`'RETURN_' || status`,
      at: sql`resolved_at`,
      from: sql`returns ${ofOrder} and resolved_at is not null`,
      id,
    },
    { what: 'REFUND_REQUESTED', at: sql`requested_at`, from: refunds, id, amount: sql`amount` },
    {
      what: 'REFUND_DONE',
      at: sql`done_at`,
      from: sql`${refunds} and done_at is not null`,
      id,
      amount: sql`amount`,
    },
    {
      what: 'AUDITED',
      at: sql`at`,
      from: sql`
        audit_log where (thing, thing_id) in (
          select 'order', ${orderId}::bigint
          union all select 'shipment', id from shipments ${ofOrder}
          union all select 'return', id from returns ${ofOrder}
        )`,
      id,
      action: sql`action`,
      actorId: sql`actor_id`,
    },
  ]
}

async function readHistory(sql: Sql, orderId: number): Promise<OrderHistoryEntry[]> {
  const none = (type: string) => sql`null::${sql.unsafe(type)}`
  const parts = happenings(sql, orderId).map(
    ({ what, at, from, id, amount, quantity, action, actorId }, rank) => sql`
      ${rank === 0 ? sql`` : sql`union all`}
      select ${at} as at, ${rank}::int as rank, ${typeof what === 'string' ? sql`${what}::text` : what} as what,
        ${id ?? none('bigint')} as id, ${amount ?? none('bigint')} as amount, ${quantity ?? none('int')} as quantity,
        ${action ?? none('text')} as action, ${actorId ?? none('bigint')} as "actorId"
      from ${from}`,
  )
  // Indexes orders_pkey, audit_log_thing, and that of order_id on each other table.
  return retryOnConnectionLoss(
    () => sql<OrderHistoryEntry[]>`
      select ${isoInstant(sql, sql`at`)} as at, what, id, amount, quantity, action, "actorId"
      from (${parts}) as happening
      order by happening.at, rank, id limit ${HISTORY_ENTRIES}`,
  )
}
