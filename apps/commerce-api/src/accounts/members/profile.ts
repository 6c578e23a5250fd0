import type { Member, UpdateMe } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { MemberRow } from '../sessions/session.ts'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'

/** The member behind a token. UNAUTHENTICATED when it has withdrawn since the token was made. */
export async function getMe({ sql }: Context, memberId: number): Promise<Member> {
  const [member] = await retryOnConnectionLoss(
    () => sql<MemberRow[]>`
      select id, email, name, role, created_at as "createdAt" from members
      where id = ${memberId} and status = 'ACTIVE'`,
  )
  return present(member)
}

export async function updateMe(context: Context, memberId: number, { name }: UpdateMe): Promise<Member> {
  const { sql } = context
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set name = ${name}, revision = revision + 1
      where id = ${memberId} and status = 'ACTIVE'
      returning *`,
  )
  const [member] = await retryOnConnectionLoss(
    () => sql<MemberRow[]>`
      with ${changed.definition}, event as (${memberEvent(sql, MemberUpdated, changed)})
      select id, email, name, role, created_at as "createdAt" from changed`,
  )
  context.outbox.wake()
  return present(member)
}

function present(member: MemberRow | undefined): Member {
  if (!member) throw problem('UNAUTHENTICATED')
  return { ...member, createdAt: member.createdAt.toISOString() }
}
