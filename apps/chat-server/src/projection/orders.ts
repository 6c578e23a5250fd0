import type { OrderStatus } from '@munova/chat-contract'
import { retryOnce, type Sql } from '@munova/database'
import type { OrderEvent } from '@munova/event-contract'

/** Keeps each seller's part of an order; repetitions and stragglers change nothing. */
export async function applyOrder(sql: Sql, event: OrderEvent): Promise<void> {
  const { id, memberId, number, total, revision, items } = event.data
  const everySeller = [...new Set(items.map(({ sellerId }) => sellerId))].toSorted((a, b) => a - b)
  const changes = changesOf(event, everySeller)
  if (changes.length === 0) return
  const parts = changes.map(({ sellerId }) => items.filter((item) => item.sellerId === sellerId))
  await retryOnce(
    () => sql`
      insert into orders as known (id, seller_id, buyer_id, number, title, items, total, status, revision)
      select ${id}, seller_id, ${memberId}, ${number}, title, items,
        ${everySeller.length === 1 ? total : null}::bigint, status, ${revision}
      from unnest(
        ${changes.map(({ sellerId }) => sellerId)}::bigint[], ${parts.map((part) => part[0]?.name ?? '')}::text[],
        ${parts.map((part) => part.length)}::int[], ${changes.map(({ status }) => status)}::text[]
      ) as t (seller_id, title, items, status)
      where items > 0
      order by seller_id
      on conflict (id, seller_id) do update set title = excluded.title, items = excluded.items,
        total = excluded.total, status = excluded.status, revision = excluded.revision
      where known.revision <= excluded.revision`,
  )
}

/** What the event makes of the parts of which sellers. */
function changesOf(
  event: OrderEvent,
  everySeller: readonly number[],
): { sellerId: number; status: OrderStatus }[] {
  const all = (status: OrderStatus) => everySeller.map((sellerId) => ({ sellerId, status }))
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
      const { status, items, itemIds } = event.data
      if (status === 'EXPIRED' || status === 'CANCELLED') return all(status)
      const isGone = (sellerId: number) =>
        items.every((item) => item.sellerId !== sellerId || itemIds.includes(item.id))
      return all('CANCELLED').filter(({ sellerId }) => isGone(sellerId))
    }
  }
}
