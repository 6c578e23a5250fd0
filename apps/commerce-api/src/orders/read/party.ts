import type { Order, OrderItem } from '@munova/commerce-contract'
import type { Fragment, Sql } from '@munova/database'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry, type AuditedAct } from '../../audit/entry.ts'
import { readAnyOrder, readOwnOrder, readSoldOrder, type CurrentOrder } from './read.ts'

/**
 * In whose name an order is changed: it decides what of the order exists, and what its events and the audit log say. The
 * clock acts when nobody did in time.
 */
export type Party = { role: 'BUYER' | 'SELLER' | 'ADMIN'; actor: RequestActor } | { role: 'CLOCK' }

/** A buyer's own order, an order of which the seller sold something, or any. Throws ORDER_NOT_FOUND. */
export function readOrderOf(sql: Sql, party: Party, orderId: number): Promise<CurrentOrder> {
  switch (party.role) {
    case 'BUYER':
      return readOwnOrder(sql, party.actor.memberId, orderId)
    case 'SELLER':
      return readSoldOrder(sql, party.actor.memberId, orderId)
    case 'ADMIN':
    case 'CLOCK':
      return readAnyOrder(sql, orderId)
  }
}

/** The items that exist for the party: a seller's own, for others all. */
export function itemsOf({ items }: Order, party: Party): OrderItem[] {
  return party.role === 'SELLER' ? items.filter(({ sellerId }) => sellerId === party.actor.memberId) : items
}

/** A condition for rows that belong to a seller: a seller finds own ones only. */
export function ofSeller(sql: Sql, party: Party): Fragment {
  return party.role === 'SELLER' ? sql`seller_id = ${party.actor.memberId}` : sql`true`
}

/** The last CTE of a statement, with its comma: the audit entry of an act of a seller or an administrator. */
export function auditOf(sql: Sql, party: Party, act: AuditedAct): Fragment {
  const isAudited = party.role === 'SELLER' || party.role === 'ADMIN'
  return isAudited ? sql`, audit as (${auditEntry(sql, party.actor, act)})` : sql``
}
