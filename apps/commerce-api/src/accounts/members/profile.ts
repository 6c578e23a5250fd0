import type { Member, UpdateMe } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { memberColumns } from './member.ts'

/** The member of an access token. Throws UNAUTHENTICATED when it has withdrawn since the token was issued. */
export async function getMe({ sql }: Context, memberId: number): Promise<Member> {
  const [member] = await retryOnConnectionLoss(
    () => sql<Member[]>`
      select ${memberColumns(sql)} from members where id = ${memberId} and status = 'ACTIVE'`,
  )
  if (!member) throw problem('UNAUTHENTICATED')
  return member
}

/** Changes the member's name. Throws UNAUTHENTICATED when the member has withdrawn. */
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
    () => sql<Member[]>`
      with ${changed.definition}, event as (${memberEvent(sql, MemberUpdated, changed)})
      select ${memberColumns(sql)} from changed as members`,
  )
  context.outbox.wake()
  if (!member) throw problem('UNAUTHENTICATED')
  return member
}
