import type { Address, SavedAddress } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'

function columns(sql: Sql): Fragment {
  return columnList<SavedAddress>(sql, {
    id: sql`id`,
    recipient: sql`recipient`,
    phone: sql`phone`,
    postcode: sql`postcode`,
    line1: sql`line1`,
    line2: sql`line2`,
    createdAt: isoInstant(sql, sql`created_at`),
  })
}

/** All saved addresses of a member, newest first. */
export async function listAddresses(sql: Sql, memberId: number): Promise<SavedAddress[]> {
  // Index addresses_member.
  return retryOnConnectionLoss(
    () => sql<SavedAddress[]>`
      select ${columns(sql)} from addresses where member_id = ${memberId} order by id desc`,
  )
}

/**
 * Throws TOO_MANY_ADDRESSES. Two concurrent requests may both succeed at the limit: it keeps the list short and need not
 * be exact.
 */
export async function saveAddress(
  { sql, config }: Context,
  memberId: number,
  { recipient, phone, postcode, line1, line2 }: Address,
): Promise<SavedAddress> {
  const [address] = await sql<SavedAddress[]>`
    insert into addresses (member_id, recipient, phone, postcode, line1, line2)
    select id, ${recipient}, ${phone}, ${postcode}, ${line1}, ${line2} from members
    where id = ${memberId} and status = 'ACTIVE'
      and (select count(*) from addresses where member_id = ${memberId}) < ${config.ADDRESSES_PER_MEMBER}
    returning ${columns(sql)}`
  if (!address)
    throw problem('TOO_MANY_ADDRESSES', { detail: 'atMost', addresses: config.ADDRESSES_PER_MEMBER })
  return address
}

/** Orders keep the address they were placed with. Throws ADDRESS_NOT_FOUND. */
export async function removeAddress(sql: Sql, memberId: number, id: number): Promise<void> {
  const removed = await sql`delete from addresses where id = ${id} and member_id = ${memberId} returning id`
  if (removed.length === 0) throw problem('ADDRESS_NOT_FOUND')
}
