import type { Address, SavedAddress } from '@munova/commerce-contract'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'

type Row = Omit<SavedAddress, 'createdAt'> & { createdAt: Date }

const columns = (sql: Sql) => sql`id, recipient, phone, postcode, line1, line2, created_at as "createdAt"`

/** A member's whole book, newest first. */
export async function listAddresses(sql: Sql, memberId: number): Promise<SavedAddress[]> {
  // Index addresses_member.
  const rows = await retryOnConnectionLoss(
    () => sql<Row[]>`select ${columns(sql)} from addresses where member_id = ${memberId} order by id desc`,
  )
  return rows.map(shown)
}

/** Throws TOO_MANY_ADDRESSES. Of two at once both may fit: the bound keeps the book short, it need not be exact. */
export async function saveAddress(
  { sql, config }: Context,
  memberId: number,
  { recipient, phone, postcode, line1, line2 }: Address,
): Promise<SavedAddress> {
  const [row] = await sql<Row[]>`
    insert into addresses (member_id, recipient, phone, postcode, line1, line2)
    select id, ${recipient}, ${phone}, ${postcode}, ${line1}, ${line2} from members
    where id = ${memberId} and status = 'ACTIVE'
      and (select count(*) from addresses where member_id = ${memberId}) < ${config.ADDRESSES_PER_MEMBER}
    returning ${columns(sql)}`
  if (!row) throw problem('TOO_MANY_ADDRESSES', `At most ${config.ADDRESSES_PER_MEMBER}`)
  return shown(row)
}

/** Orders keep the address that they were placed with. Throws ADDRESS_NOT_FOUND. */
export async function removeAddress(sql: Sql, memberId: number, id: number): Promise<void> {
  const removed = await sql`delete from addresses where id = ${id} and member_id = ${memberId} returning id`
  if (removed.length === 0) throw problem('ADDRESS_NOT_FOUND')
}

function shown({ createdAt, ...row }: Row): SavedAddress {
  return { ...row, createdAt: createdAt.toISOString() }
}
