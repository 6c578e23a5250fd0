import type { AssignRole, MemberWithRole } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss, type Sql } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { Actor, RequestActor } from '../../audit/actor.ts'
import { auditEntry } from '../../audit/entry.ts'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { hasNothingSold, obligationsOf, requireNothingSold, type Obligations } from './obligations.ts'
import { requireActiveRole } from './require-active-role.ts'

interface TargetMember extends MemberWithRole {
  isChanged: boolean
}

interface RoleChange extends AssignRole {
  memberId: number
}

/**
 * Changes the role of a member and ends its sessions; access tokens with the earlier role are void.
 * Assigning the current role has no effect. Throws FORBIDDEN when the caller is not an administrator any more,
 * MEMBER_NOT_FOUND, OWN_ROLE, and for a seller who would lose the role PRODUCTS_ON_SALE and SALES_UNFINISHED.
 */
export async function assignRole(
  context: Context,
  admin: RequestActor,
  change: RoleChange,
): Promise<MemberWithRole> {
  if (change.memberId === admin.memberId) throw problem('OWN_ROLE')
  await requireActiveRole(context.sql, admin.memberId, 'ADMIN')
  const member = await changeRole(context.sql, admin, change)
  context.outbox.wake()
  await context.revokedTokens.refresh()
  return member
}

/** As assignRole(), without a look at who asks. The outbox publisher has to be woken. */
export async function changeRole(
  sql: Sql,
  actor: Actor,
  { memberId, role }: RoleChange,
): Promise<MemberWithRole & { isChanged: boolean }> {
  const obligations = obligationsOf(sql, memberId)
  const changed = cte<MemberColumns & { former_role: string }>(
    sql,
    'changed',
    sql`
      update members set role = ${role}, token_generation = token_generation + 1, changed_at = clock_timestamp(),
        revision = members.revision + 1
      from target
      where members.id = target.id and members.status = 'ACTIVE' and members.role <> ${role}
        and (target.role <> 'SELLER' or ${hasNothingSold(sql, obligations)})
      returning members.*, target.role as former_role`,
  )
  const entry = auditEntry(sql, actor, {
    action: 'member.role',
    thing: 'member',
    thingId: sql`id`,
    details: sql`jsonb_build_object('from', former_role, 'to', role)`,
    from: changed,
  })
  const [member] = await retryOnConnectionLoss(
    () => sql<(TargetMember & Obligations)[]>`
      with ${obligations.definition}, target as (
        select id, name, role from members where id = ${memberId} and status = 'ACTIVE'
      ), ${changed.definition}, sessions as (
        delete from refresh_tokens using changed where member_id = changed.id
      ), event as (${memberEvent(sql, MemberUpdated, changed)}), audit as (${entry})
      select target.id, target.name, coalesce(changed.role, target.role) as role, obligations.*,
        changed.id is not null as "isChanged"
      from ${obligations.name} as obligations cross join target left join changed on true`,
  )
  if (!member) throw problem('MEMBER_NOT_FOUND')
  const { id, name, isChanged } = member
  if (member.role !== role) requireNothingSold(member)
  return { id, name, role: member.role, isChanged }
}
