import type { AuditAction, MemberWithStatus, SuspendMember } from '@munova/commerce-contract'
import { cte, type Fragment, retryOnConnectionLoss } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { requireActiveRole } from './require-active-role.ts'
import { alignLater, alignProducts } from './suspended-products.ts'

interface Target {
  memberId: number
  admin: RequestActor
}

/**
 * Suspends a member: nobody can sign in to the account, its sessions end, and its access tokens are void here and in
 * chat-server. What a seller has on sale cannot be ordered any more, and is hidden, a large number of products soon. Suspending again has no effect. Throws FORBIDDEN when the caller is not an administrator any more, OWN_ACCOUNT
 * and MEMBER_NOT_FOUND.
 */
export function suspend(
  context: Context,
  target: Target,
  { reason }: SuspendMember,
): Promise<MemberWithStatus> {
  const { sql } = context
  if (target.memberId === target.admin.memberId) throw problem('OWN_ACCOUNT')
  return changeStatus(context, target, {
    from: 'ACTIVE',
    to: 'SUSPENDED',
    action: 'member.suspend',
    set: sql`suspended_reason = ${reason}, token_generation = token_generation + 1`,
  })
}

/** Ends a suspension; the member signs in again, and a seller's products are on sale again. No effect on an active member. Throws as `suspend`. */
export function reinstate(context: Context, target: Target): Promise<MemberWithStatus> {
  return changeStatus(context, target, {
    from: 'SUSPENDED',
    to: 'ACTIVE',
    action: 'member.reinstate',
    set: context.sql`suspended_reason = null`,
  })
}

interface StatusChange {
  from: MemberWithStatus['status']
  to: MemberWithStatus['status']
  action: AuditAction
  set: Fragment
}

async function changeStatus(
  context: Context,
  { memberId, admin }: Target,
  { from, to, action, set }: StatusChange,
): Promise<MemberWithStatus> {
  const { sql, outbox, revokedTokens } = context
  await requireActiveRole(sql, admin.memberId, 'ADMIN')
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set status = ${to}, ${set}, changed_at = clock_timestamp(), revision = revision + 1
      where id = ${memberId} and status = ${from}
      returning *`,
  )
  const thing = { thing: 'member', thingId: sql`id`, from: changed } as const
  const [member] = await retryOnConnectionLoss(
    () => sql<MemberWithStatus[]>`
      with ${changed.definition}, sessions as (
        delete from refresh_tokens using changed where member_id = changed.id
      ), event as (${memberEvent(sql, MemberUpdated, changed)}),
      audit as (${auditEntry(sql, admin, { action, ...thing })}), alignment as (${alignLater(sql, changed)})
      select id, name, ${to} as status from members where id = ${memberId} and status <> 'WITHDRAWN'`,
  )
  if (!member) throw problem('MEMBER_NOT_FOUND')
  await alignProducts(context, memberId)
  outbox.wake()
  await revokedTokens.refresh()
  return member
}
