import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { OrderEvent, OrderPart } from '@munova/event-contract'

/** As `applyMembers`, for the sellers' parts of orders. */
export async function applyOrders(sql: Sql, parts: readonly OrderPart[]): Promise<void> {
  if (parts.length === 0) return
  const column = <Key extends keyof OrderPart>(key: Key) => parts.map((part) => part[key])
  // `<=`: a statement of commerce-api may emit two events, which then have the same revision.
  await retryOnConnectionLoss(
    () => sql`
      insert into orders as known (id, seller_id, buyer_id, number, title, items, total, status, revision)
      select * from unnest(${column('id')}::bigint[], ${column('sellerId')}::bigint[],
        ${column('buyerId')}::bigint[], ${column('number')}::text[], ${column('title')}::text[],
        ${column('items')}::int[], ${column('total')}::bigint[], ${column('status')}::text[],
        ${column('revision')}::bigint[]
      ) as t (id, seller_id, buyer_id, number, title, items, total, status, revision)
      order by id, seller_id
      on conflict (id, seller_id) do update set title = excluded.title, items = excluded.items,
        total = excluded.total, status = excluded.status, revision = excluded.revision
      where known.revision <= excluded.revision`,
  )
}

/** The parts that an event changes, in their new state. */
export function partsOf(event: OrderEvent): OrderPart[] {
  const { id, memberId: buyerId, number, revision, items } = event.data
  const sellers = Map.groupBy(items, ({ sellerId }) => sellerId)
  const total = sellers.size === 1 ? event.data.total : null
  return changesOf(event, [...sellers.keys()]).flatMap(({ sellerId, status }) => {
    const own = sellers.get(sellerId)
    if (!own) return []
    const title = own[0]?.name ?? ''
    return [{ id, sellerId, buyerId, number, title, items: own.length, total, status, revision }]
  })
}

type Change = Pick<OrderPart, 'sellerId' | 'status'>

function changesOf(event: OrderEvent, everySeller: readonly number[]): Change[] {
  const all = (status: OrderPart['status']) => everySeller.map((sellerId) => ({ sellerId, status }))
  switch (event.type) {
    case 'order.placed':
      return all('PLACED')
    case 'order.paid':
      return all('PAID')
    case 'order.shipped':
      return [{ sellerId: event.data.sellerId, status: 'SHIPPED' }]
    case 'order.delivered':
      return [{ sellerId: event.data.sellerId, status: 'DELIVERED' }]
    case 'order.cancelled': {
      const { status, goneSellerIds } = event.data
      if (status === 'EXPIRED' || status === 'CANCELLED') return all(status)
      return all('CANCELLED').filter(({ sellerId }) => goneSellerIds.includes(sellerId))
    }
  }
}
