import { emitEvent, type Cte, type Fragment, type Sql } from '@munova/database'
import { OrderCancelled } from '@munova/event-contract'
import {
  linesWith,
  ofOrders,
  orderState,
  type ItemColumns,
  type OrderColumns,
} from '../../outbox/order-events.ts'
import type { Pairs } from '../../catalogue/stock/move.ts'
import { auditOf, type Party } from '../read/party.ts'

export interface CancelledParts {
  party: Party
  action: 'order.cancel' | 'order.refund'
  /** Won that go back for the parts, as SQL. */
  refund: Fragment
  /** Sellers who have nothing left in the order. */
  goneSellerIds: number[]
}

/** What a statement that takes parts out of a paid order tells of it: the event, and the CTE of the audit entry, see auditOf(). */
export function tellOfParts(
  sql: Sql,
  changed: Cte<OrderColumns>,
  items: Cte<ItemColumns & Pairs>,
  { party, action, refund, goneSellerIds }: CancelledParts,
): { event: Fragment; audit: Fragment } {
  const event = partsEvent(sql, changed, items, { reason: party.role, refund, goneSellerIds })
  const audit = auditOf(sql, party, {
    action,
    thing: 'order',
    thingId: sql`id`,
    details: sql`jsonb_build_object('pairs', (select sum(quantity) from ${items.name}), 'refund', ${refund}::bigint)`,
    from: changed,
  })
  return { event, audit }
}

/** The event of parts that were taken out of a paid order: by a party, or since their money was given back at the gateway. */
export function partsEvent(
  sql: Sql,
  changed: Cte<OrderColumns>,
  items: Cte<ItemColumns>,
  {
    reason,
    refund,
    goneSellerIds,
    where,
  }: { reason: Party['role'] | 'GATEWAY'; refund: Fragment; goneSellerIds: number[]; where?: Fragment },
): Fragment {
  return emitEvent(sql, OrderCancelled, {
    ...ofOrders(sql, changed),
    data: {
      ...orderState(sql, changed),
      refund,
      reason,
      itemIds: linesWith(sql, items, changed),
      goneSellerIds,
    },
    ...(where && { where }),
  })
}
