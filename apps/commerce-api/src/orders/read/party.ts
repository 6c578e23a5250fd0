import type { Order, OrderItem } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry, type AuditedAct } from '../../audit/entry.ts'
import { readAnyOrder, readOwnOrder, readSoldOrder, type CurrentOrder } from './read.ts'

/** In whose name an order is changed: it decides what of the order exists, and what its events and the audit log say. */
export interface Party {
  role: 'BUYER' | 'SELLER' | 'ADMIN'
  actor: RequestActor
}

/** A buyer's own order, an order of which the seller sold something, or any. Throws ORDER_NOT_FOUND. */
export function readOrderOf(sql: Sql, { role, actor }: Party, orderId: number): Promise<CurrentOrder> {
  const read = { BUYER: readOwnOrder, SELLER: readSoldOrder }
  return role === 'ADMIN' ? readAnyOrder(sql, orderId) : read[role](sql, actor.memberId, orderId)
}

/** The items that exist for the party: a seller's own, for others all. */
export function itemsOf({ items }: Order, { role, actor }: Party): OrderItem[] {
  return role === 'SELLER' ? items.filter(({ sellerId }) => sellerId === actor.memberId) : items
}

/** The last CTE of a statement, with its comma: the audit entry of the act. Nothing for buyers, whose order it is. */
export function auditOf(sql: Sql, { role, actor }: Party, act: AuditedAct): Fragment {
  return role === 'BUYER' ? sql`` : sql`, audit as (${auditEntry(sql, actor, act)})`
}
