import type { Member, UpdateMe } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'
import { memberEvent } from '../../outbox/member-event.ts'
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
  const [member] = await retryOnConnectionLoss(
    () => sql<Member[]>`
      with changed as (
        update members set name = ${name}, revision = revision + 1
        where id = ${memberId} and status = 'ACTIVE'
        returning *
      ), event as (${memberEvent(sql, 'member.updated')})
      select ${memberColumns(sql)} from changed as members`,
  )
  context.outbox.wake()
  if (!member) throw problem('UNAUTHENTICATED')
  return member
}
