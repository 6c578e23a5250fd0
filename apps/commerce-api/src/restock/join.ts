import type { RestockPlace } from '@munova/commerce-contract'
import { retryOnConnectionLoss, violates } from '@munova/database'
import { maySell } from '../catalogue/products/may-sell.ts'
import { available } from '../catalogue/stock/available.ts'
import type { Context } from '../context.ts'
import { problem } from '../problems.ts'
import { readPlace } from './read.ts'

export interface Waiting {
  memberId: number
  skuId: number
}

interface Joined {
  id: number | null
  isMember: boolean
  /** Null: no SKU with this id is on sale. */
  available: number | null
  waiting: number
  places: number
}

/** Attempts that each find that others have changed the line or the stock meanwhile, after which it gives up. */
const ATTEMPTS = 5
const RETRY_AFTER_MS = 1_000

/**
 * The member waits for a size that is sold out, behind all who wait already; whoever waits, or has a pair held, keeps the place. Two
 * concurrent requests for different sizes may both succeed at RESTOCK_PLACES_PER_MEMBER; RESTOCK_LINE_LENGTH is exact. Throws SKU_NOT_FOUND,
 * SKU_IN_STOCK, RESTOCK_LINE_FULL, TOO_MANY_RESTOCK_PLACES, UNAUTHENTICATED, and UNAVAILABLE after too many changes by others.
 */
export async function joinLine(context: Context, waiting: Waiting): Promise<RestockPlace> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const id = await placeOf(context, waiting)
    // It may have ended since.
    const place = id === undefined ? undefined : await readPlace(context.sql, waiting.memberId, id)
    if (place) return place
  }
  throw problem('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS })
}

/** The member's place; undefined when another transaction was faster, and a further attempt shows what it did. */
async function placeOf(context: Context, waiting: Waiting): Promise<number | undefined> {
  const { RESTOCK_LINE_LENGTH: members, RESTOCK_PLACES_PER_MEMBER: places } = context.config
  const joined = await takePlace(context, waiting).catch((error: unknown) => {
    // A concurrent request of the member has taken it.
    if (violates(error, 'restock_places_open')) return undefined
    throw error
  })
  if (!joined) return undefined
  if (joined.id !== null) return joined.id
  if (!joined.isMember) throw problem('UNAUTHENTICATED')
  if (joined.available === null) throw problem('SKU_NOT_FOUND')
  if (joined.available > 0)
    throw problem('SKU_IN_STOCK', { detail: 'available', available: joined.available })
  if (joined.waiting >= members) throw problem('RESTOCK_LINE_FULL', { detail: 'atMost', members })
  if (joined.places >= places) throw problem('TOO_MANY_RESTOCK_PLACES', { detail: 'atMost', places })
  return undefined
}

/**
 * The update of the SKU sees its latest version: nobody joins while a pair is available. The member is locked before the SKU, as by who ends the
 * membership.
 */
async function takePlace({ sql, config }: Context, { memberId, skuId }: Waiting): Promise<Joined> {
  // Indexes members_pkey, restock_places_member, restock_places_open, skus_pkey, products_pkey.
  const [joined] = await retryOnConnectionLoss(
    () => sql<[Joined]>`
      with member as materialized (
        select id from members where id = ${memberId} and status = 'ACTIVE' for share
      ), existing as (
        select id from restock_places
        where sku_id = ${skuId} and member_id = ${memberId} and state in ('WAITING', 'HELD')
      ), own as (
        select count(*)::int as places from restock_places
        where member_id = ${memberId} and state in ('WAITING', 'HELD')
      ), sku as (
        select ${available(sql)} as available, waiting
        from skus join products on products.id = skus.product_id
        where skus.id = ${skuId} and skus.removed_at is null and products.status = 'PUBLISHED' and ${maySell(sql)}
      ), line as (
        update skus set waiting = skus.waiting + 1
        from member, own
        where skus.id = ${skuId} and skus.removed_at is null and ${available(sql)} <= 0
          and skus.waiting < ${config.RESTOCK_LINE_LENGTH} and own.places < ${config.RESTOCK_PLACES_PER_MEMBER}
          and exists (select from sku) and not exists (select from existing)
        returning skus.id
      ), place as (
        insert into restock_places (sku_id, member_id, hold_ms)
        select line.id, ${memberId}, ${config.RESTOCK_HOLD_MS} from line
        returning id
      )
      select coalesce((select id from existing), (select id from place)) as id,
        exists (select from member) as "isMember", (select available from sku) as available,
        coalesce((select waiting from sku), 0) as waiting, (select places from own) as places`,
  )
  return joined
}
