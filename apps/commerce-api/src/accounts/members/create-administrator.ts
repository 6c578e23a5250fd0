import { randomBytes } from 'node:crypto'
import { hashPassword } from '@munova/auth'
import { texts } from '@munova/commerce-contract'
import { cte, type Sql } from '@munova/database'
import { MemberRegistered } from '@munova/event-contract'
import { operator } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { changeRole } from './assign-role.ts'

/** 192 bits: nobody guesses it, and it need not be changed. */
const PASSWORD_BYTES = 24

export interface CreatedAdministrator {
  memberId: number
  /** Of a new account; no one can read it again. */
  password?: string
  /** The member was an administrator before. */
  isUnchanged: boolean
}

/**
 * Makes the member with this address an administrator, as an operator of the database: a new account with a generated
 * password, or the existing member, whose sessions end. Repeated, it has no effect. Throws ACCOUNT_SUSPENDED, and
 * PRODUCTS_ON_SALE and SALES_UNFINISHED for a seller who is not done.
 */
export async function createAdministrator(sql: Sql, email: string): Promise<CreatedAdministrator> {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url')
  const created = await register(sql, email, await hashPassword(password))
  if (created) return { memberId: created.id, password, isUnchanged: false }
  const [member] = await sql<{ id: number; status: string }[]>`
    select id, status from members where email = ${email}`
  if (!member) throw problem('MEMBER_NOT_FOUND')
  if (member.status === 'SUSPENDED') throw problem('ACCOUNT_SUSPENDED')
  const { isChanged } = await changeRole(sql, operator, { memberId: member.id, role: 'ADMIN' })
  return { memberId: member.id, isUnchanged: !isChanged }
}

/** Undefined when a member has the address. */
async function register(sql: Sql, email: string, hash: string): Promise<{ id: number } | undefined> {
  const created = cte<MemberColumns>(
    sql,
    'created',
    sql`
      insert into members (email, name, password_hash, role)
      values (${email}, ${texts.administrator}, ${hash}, 'ADMIN')
      on conflict (email) do nothing
      returning *`,
  )
  const entry = auditEntry(sql, operator, {
    action: 'administrator.create',
    thing: 'member',
    thingId: sql`id`,
    from: created,
  })
  const [member] = await sql<{ id: number }[]>`
    with ${created.definition}, event as (${memberEvent(sql, MemberRegistered, created)}), audit as (${entry})
    select id from ${created.name}`
  return member
}

export interface Administrator {
  id: number
  email: string
  name: string
  status: string
}

/** All administrators, in the order in which they signed up. */
export async function listAdministrators(sql: Sql): Promise<Administrator[]> {
  // A scan of all members: an operator asks for it, and no request.
  return sql<Administrator[]>`
    select id, email, name, status from members where role = 'ADMIN' and status <> 'WITHDRAWN' order by id`
}
