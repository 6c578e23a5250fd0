import type { AddressEntry, SavedAddress } from '@munova/commerce-contract'
import { columnList, isoInstant, retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'

function columns(sql: Sql, isDefault: Fragment): Fragment {
  return columnList<SavedAddress>(sql, {
    id: sql`addresses.id`,
    recipient: sql`addresses.recipient`,
    phone: sql`addresses.phone`,
    postcode: sql`addresses.postcode`,
    line1: sql`addresses.line1`,
    line2: sql`addresses.line2`,
    isDefault,
    createdAt: isoInstant(sql, sql`addresses.created_at`),
  })
}

/** Of the addresses of one member the default comes first. */
const defaultFirst = (sql: Sql) => sql`chosen_at desc nulls last, id desc`

/** The id of the member's default address when the statement began. Index addresses_member. */
function defaultOf(sql: Sql, memberId: number): Fragment {
  return sql`(select id from addresses where member_id = ${memberId} order by ${defaultFirst(sql)} limit 1)`
}

/** Throws ADDRESS_NOT_FOUND, for another member's address too. */
export async function readAddress(
  sql: Sql,
  { memberId, id }: { memberId: number; id: number },
): Promise<SavedAddress> {
  const [address] = await retryOnConnectionLoss(
    () => sql<SavedAddress[]>`
      select ${columns(sql, sql`id = ${defaultOf(sql, memberId)}`)} from addresses
      where id = ${id} and member_id = ${memberId}`,
  )
  if (!address) throw problem('ADDRESS_NOT_FOUND')
  return address
}

/** All saved addresses of a member: the default, then the others, newest first. */
export async function listAddresses(sql: Sql, memberId: number): Promise<SavedAddress[]> {
  return retryOnConnectionLoss(
    () => sql<SavedAddress[]>`
      with chosen as materialized (select ${defaultOf(sql, memberId)} as id)
      select ${columns(sql, sql`addresses.id = chosen.id`)} from addresses, chosen
      where member_id = ${memberId} order by addresses.id = chosen.id desc, addresses.id desc`,
  )
}

/**
 * The first address of a book becomes its default. Throws TOO_MANY_ADDRESSES. Two concurrent requests may both succeed at
 * the limit: it keeps the list short and need not be exact.
 */
export async function saveAddress(
  { sql, config }: Context,
  memberId: number,
  { recipient, phone, postcode, line1, line2, isDefault }: AddressEntry,
): Promise<SavedAddress> {
  const isFirst = sql`not exists (select from addresses where member_id = ${memberId})`
  const [address] = await sql<SavedAddress[]>`
    insert into addresses (member_id, recipient, phone, postcode, line1, line2, chosen_at)
    select id, ${recipient}, ${phone}, ${postcode}, ${line1}, ${line2},
      case when ${isDefault} or ${isFirst} then clock_timestamp() end
    from members
    where id = ${memberId} and status = 'ACTIVE'
      and (select count(*) from addresses where member_id = ${memberId}) < ${config.ADDRESSES_PER_MEMBER}
    returning ${columns(sql, sql`chosen_at is not null`)}`
  if (!address)
    throw problem('TOO_MANY_ADDRESSES', { detail: 'atMost', addresses: config.ADDRESSES_PER_MEMBER })
  return address
}

/** Replaces an address. Without `isDefault` the default stays as it is. Throws ADDRESS_NOT_FOUND. */
export async function replaceAddress(
  sql: Sql,
  { memberId, id }: { memberId: number; id: number },
  { recipient, phone, postcode, line1, line2, isDefault }: AddressEntry,
): Promise<SavedAddress> {
  const [address] = await retryOnConnectionLoss(
    () => sql<SavedAddress[]>`
      update addresses set recipient = ${recipient}, phone = ${phone}, postcode = ${postcode}, line1 = ${line1},
        line2 = ${line2}, chosen_at = case when ${isDefault} then clock_timestamp() else chosen_at end
      where id = ${id} and member_id = ${memberId}
      returning ${columns(sql, sql`${isDefault} or id = ${defaultOf(sql, memberId)}`)}`,
  )
  if (!address) throw problem('ADDRESS_NOT_FOUND')
  return address
}

/** After the default, the newest of the others is the default. Orders keep the address they were placed with. Throws ADDRESS_NOT_FOUND. */
export async function removeAddress(sql: Sql, memberId: number, id: number): Promise<void> {
  const removed = await sql`
    with removed as (
      delete from addresses where id = ${id} and member_id = ${memberId}
      returning id = ${defaultOf(sql, memberId)} as was_default
    ), promoted as (
      update addresses set chosen_at = clock_timestamp()
      from removed
      where was_default
        and id = (select max(id) from addresses where member_id = ${memberId} and id <> ${id})
    )
    select from removed`
  if (removed.length === 0) throw problem('ADDRESS_NOT_FOUND')
}
