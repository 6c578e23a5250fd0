import {
  Id,
  type FindMembersQuery,
  type FoundMember,
  type FoundMemberPage,
  type MemberDetail,
} from '@munova/commerce-contract'
import {
  beginsWith,
  columnList,
  cte,
  isoInstant,
  retryOnConnectionLoss,
  type Columns,
  type Sql,
} from '@munova/database'
import { decodeCursor, toPage } from '@munova/service'
import { NormalText } from '@munova/text-contract'
import { z } from 'zod'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { isOpen } from '../sessions/list.ts'

/** Cursor positions, one kind for each order: a cursor of another order is rejected. */
const Position = {
  id: z.tuple([z.literal('members'), Id]),
  email: z.tuple([z.literal('members-email'), NormalText.max(254), Id]),
  name: z.tuple([z.literal('members-name'), NormalText.max(50), Id]),
}

/** Members by the beginning of their e-mail address or name, in its order; without either newest first. */
export async function findMembers(
  { sql }: Pick<Context, 'sql'>,
  { email, name, role, status, cursor, limit }: FindMembersQuery,
): Promise<FoundMemberPage> {
  const order = email === undefined ? (name === undefined ? 'id' : 'name') : 'email'
  const any = sql``
  const filters = sql`
    ${role === undefined ? any : sql`and role = ${role}`}
    ${status === undefined ? any : sql`and status = ${status}`}`
  const read = (range: ReturnType<typeof newest>) =>
    retryOnConnectionLoss(
      () => sql<FoundMember[]>`
        select ${columnList(sql, columns(sql))} from members where ${range.condition} ${filters}
        order by ${range.order} limit ${limit + 1}`,
    )
  const position = ({ id, email: address, name: text }: FoundMember) => {
    if (order === 'id') return ['members', id]
    return [`members-${order}`, order === 'email' ? address : text, id]
  }
  // Indexes members_email_prefix, members_name_prefix, members_pkey, and the partial ones of members_role and members_status.
  const rows = await read(
    order === 'id'
      ? newest(sql, decodeCursor(Position.id, cursor)?.[1])
      : prefixed(sql, order, email ?? name ?? '', decodeCursor(Position[order], cursor)),
  )
  return toPage(rows, limit, { item: (member) => member, position })
}

function newest(sql: Sql, before: number | undefined) {
  return {
    condition: before === undefined ? sql`true` : sql`members.id < ${before}`,
    order: sql`members.id desc`,
  }
}

function prefixed(
  sql: Sql,
  column: 'email' | 'name',
  prefix: string,
  after: readonly [string, string, number] | undefined,
) {
  const text = sql`members.${sql(column)} collate "C"`
  const next = after ? sql`and (${text}, members.id) > (${after[1]}, ${after[2]})` : sql``
  return {
    condition: sql`${beginsWith(sql, sql`members.${sql(column)}`, prefix)} ${next}`,
    order: sql`${text}, members.id`,
  }
}

/** One member of any status; that an administrator looked is in the audit log. Throws MEMBER_NOT_FOUND. */
export async function getMember(
  { sql }: Pick<Context, 'sql'>,
  admin: RequestActor,
  memberId: number,
): Promise<MemberDetail> {
  const all = columnList<MemberDetail>(sql, {
    ...columns(sql),
    emailVerified: sql`email_verified_at is not null`,
    suspendedReason: sql`suspended_reason`,
    sessions: sql`(
      select count(*)::int from refresh_tokens
      where ${isOpen(sql)})`,
  })
  const found = cte<{ id: number }>(sql, 'found', sql`select id from members where id = ${memberId}`)
  const read = auditEntry(sql, admin, {
    action: 'member.read',
    thing: 'member',
    thingId: sql`id`,
    from: found,
  })
  const [member] = await retryOnConnectionLoss(
    () => sql<MemberDetail[]>`
      with ${found.definition}, audit as (${read})
      select ${all} from members where id = ${memberId}`,
  )
  if (!member) throw problem('MEMBER_NOT_FOUND')
  return member
}

function columns(sql: Sql): Columns<FoundMember> {
  return {
    id: sql`members.id`,
    email: sql`members.email`,
    name: sql`members.name`,
    role: sql`members.role`,
    status: sql`members.status`,
    createdAt: isoInstant(sql, sql`members.created_at`),
  }
}
