import { texts, type Order } from '@munova/commerce-contract'
import { cte, emitEvent, type Cte, type Fragment, type Rows, type Sql } from '@munova/database'
import { ReturnResolved } from '@munova/event-contract'
import { moveStock, type Pairs } from '../../catalogue/stock/move.ts'
import { type OrderColumns } from '../../outbox/order-events.ts'
import type { PaymentsContext } from '../../payments/gateway/context.ts'
import { withoutAccount } from '../../payments/refund/account.ts'
import { releaseCoupons } from '../../promotions/coupons/order-coupons.ts'
import { changeOrder } from '../change/change-order.ts'
import { partOf, type Part } from '../change/item-parts.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { splitItems } from '../change/split-items.ts'
import { readAnyOrder } from '../read/read.ts'
import { goneSellersOf, itemsLeft } from './cancel-paid.ts'
import { partsEvent } from './cancelled-parts.ts'

/** What of a paid order ends once all money of its payment is back, whoever gave it back and whatever came last. */
export interface RefundedEnding {
  /** Not sent: replacements of exchanges too. */
  parts: Part[]
  goneSellerIds: number[]
  /** Nothing is left of the order. */
  isOver: boolean
  /** Ids of returns and exchanges that are open: there is no money for them any more. */
  returnIds: number[]
}

export const noEnding: RefundedEnding = { parts: [], goneSellerIds: [], isOver: false, returnIds: [] }

export function endingOf(order: Order): RefundedEnding {
  if (order.status !== 'PAID') return noEnding
  const parts = order.items.filter(({ status }) => status === 'PAID').map((item) => partOf(item))
  return {
    parts,
    goneSellerIds: goneSellersOf(order, parts),
    isOver: itemsLeft(order, parts).length === 0,
    returnIds: order.returns.filter(({ status }) => status === 'REQUESTED').map(({ id }) => id),
  }
}

/**
 * CTEs of a statement that changes the order at the revision at which the ending was found: what is not sent is cancelled, with
 * its stock and, when nothing is left of the order, its coupon. Open returns are CLOSED: the buyer keeps the goods, and pairs
 * allocated for an exchange are available again. `refund` is what the buyer gets back that no other event tells of. SKUs are
 * locked after `after`.
 */
export function endRefunded(
  sql: Sql,
  changed: Cte<OrderColumns>,
  { parts, goneSellerIds, isOver, returnIds }: RefundedEnding,
  { refund, after }: { refund: number; after: Rows },
): Fragment {
  const cancelled = splitItems(sql, changed, parts, 'CANCELLED')
  const closed = cte<{ id: number }>(
    sql,
    'closed',
    sql`
      update returns set status = 'CLOSED', answer = ${texts.allMoneyBack}, resolved_at = now(), ${withoutAccount(sql)}
      from ${changed.name} as changed where order_id = changed.id and returns.id = any(${returnIds}::bigint[])
      returning returns.*`,
  )
  const kept = cte<Pairs>(
    sql,
    'kept',
    sql`
      update order_items set status = 'DELIVERED'
      from ${closed.name} as closed where order_items.id = closed.item_id
      returning closed.id, kind, closed.seller_id, product_name, quantity, exchange_sku_id as sku_id`,
  )
  const freed = cte<Pairs>(
    sql,
    'freed',
    sql`select sku_id, quantity from ${kept.name} where kind = 'EXCHANGE'`,
  )
  const returnsClosed = emitEvent(sql, ReturnResolved, {
    key: sql`'order:' || changed.id`,
    data: {
      returnId: sql`kept.id`,
      orderId: sql`changed.id`,
      number: sql`number`,
      memberId: sql`member_id`,
      sellerId: sql`seller_id`,
      kind: sql`kind`,
      productName: sql`product_name`,
      quantity: sql`quantity`,
      status: 'CLOSED',
      by: 'REFUND',
    },
    from: sql`${changed.name} as changed, ${kept.name} as kept`,
  })
  const stopped = partsEvent(sql, changed, cancelled.items, {
    reason: 'GATEWAY',
    refund: sql`${refund}::bigint`,
    goneSellerIds,
    where: sql`${parts.length > 0}`,
  })
  const by = { allocated: -1 } as const
  return sql`
    ${cancelled.definitions}, ${closed.definition}, ${kept.definition}, ${freed.definition},
    coupon as (${releaseCoupons(sql, sql`select id from ${changed.name} where ${isOver}`)}),
    ${moveStock(sql, { pairs: cancelled.items, by, and: [{ pairs: freed, by }], after })},
    stopped_event as (${stopped}), closed_event as (${returnsClosed})`
}

/**
 * Ends what is open of an order whose money is all back: that of a version before this one, which left it open when a refund of
 * the shop was the last.
 */
export async function endIfRefunded({ sql, outbox }: PaymentsContext, orderId: number): Promise<void> {
  const ended = await changeOrder(
    () => readAnyOrder(sql, orderId),
    async (current) => {
      const ending = current.order.payment?.status === 'CANCELED' ? endingOf(current.order) : noEnding
      if (ending.parts.length === 0 && ending.returnIds.length === 0) return 'nothing'
      const changed = reviseOrder(sql, current, ending.isOver ? { set: sql`status = 'CANCELLED'` } : {})
      const rows = await sql`
        with ${changed.definition}, ${endRefunded(sql, changed, ending, { refund: 0, after: changed })}
        select id from ${changed.name}`
      return rows.length > 0 || undefined
    },
  )
  if (ended === true) outbox.wake()
}
