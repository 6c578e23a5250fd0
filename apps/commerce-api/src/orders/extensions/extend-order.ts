import type { ExtendOrder, OrderItem } from '@munova/commerce-contract'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { changeOrder } from '../change/change-order.ts'
import { findItem } from '../change/item-parts.ts'
import { reviseOrder } from '../change/revise-order.ts'
import { readAnyOrder, type CurrentOrder } from '../read/read.ts'
import { requireLater } from './require-later.ts'

interface Extending {
  actor: RequestActor
  orderId: number
}

/**
 * Gives an unpaid order more time to be paid, or delivered items of a paid one more time to be returned. A deposit has the
 * deadline of the gateway, which nobody moves. Throws ORDER_NOT_FOUND, ITEM_NOT_FOUND, NOT_EXTENDABLE, ORDER_CHANGED.
 */
export async function extendOrder(context: Context, extending: Extending, input: ExtendOrder): Promise<void> {
  await changeOrder(
    () => readAnyOrder(context.sql, extending.orderId),
    (current) => {
      const { status } = current.order
      if (status === 'PENDING') return extendReservation(context, current, { ...extending, ...input })
      if (status === 'PAID') return extendItems(context, current, { ...extending, ...input })
      throw problem('NOT_EXTENDABLE', { detail: 'status', status })
    },
  )
}

async function extendReservation(
  { sql, config }: Context,
  current: CurrentOrder,
  { actor, until }: Extending & ExtendOrder,
): Promise<true | undefined> {
  requireLater(until, current.order.expiresAt, config)
  const changed = reviseOrder(sql, current, { set: sql`expires_at = ${until}`, status: 'PENDING' })
  const entry = auditEntry(sql, actor, {
    action: 'order.extend',
    thing: 'order',
    thingId: sql`id`,
    details: sql`jsonb_build_object('until', ${until}::text)`,
    from: changed,
  })
  const extended = await sql`with ${changed.definition}, audit as (${entry}) select id from ${changed.name}`
  return extended.length > 0 || undefined
}

const isKept = ({ status }: Pick<OrderItem, 'status'>) => status === 'DELIVERED' || status === 'CONFIRMED'

async function extendItems(
  { sql, config }: Context,
  current: CurrentOrder,
  { actor, until, itemIds }: Extending & ExtendOrder,
): Promise<true | undefined> {
  const { order } = current
  const items = itemIds?.map((id) => findItem(order.items, id)) ?? order.items.filter(isKept)
  if (items.length === 0 || !items.every(isKept)) throw problem('NOT_EXTENDABLE', { detail: 'notDelivered' })
  for (const { extendedUntil } of items) requireLater(until, extendedUntil, config)
  const changed = reviseOrder(sql, current)
  const entry = auditEntry(sql, actor, {
    action: 'order.extend',
    thing: 'order',
    thingId: sql`id`,
    details: sql`jsonb_build_object('until', ${until}::text, 'items', ${items.length}::int)`,
    from: changed,
  })
  const extended = await sql`
    with ${changed.definition}, item as (
      update order_items set extended_until = ${until}
      from ${changed.name} as changed
      where order_id = changed.id and order_items.id = any(${items.map(({ id }) => id)}::bigint[])
    ), audit as (${entry})
    select id from ${changed.name}`
  return extended.length > 0 || undefined
}
