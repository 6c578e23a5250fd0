import type { AssignRole, MemberWithRole } from '@munova/commerce-contract'
import { cte, retryOnConnectionLoss } from '@munova/database'
import { MemberUpdated } from '@munova/event-contract'
import type { Context } from '../../context.ts'
import { memberEvent, type MemberColumns } from '../../outbox/member-events.ts'
import { problem } from '../../problems.ts'
import { requireActiveRole } from './require-active-role.ts'

interface TargetMember extends MemberWithRole {
  /** The change would take the role SELLER from a member with published products. */
  isBlocked: boolean
}

/**
 * Changes the role of a member and ends its sessions; access tokens with the earlier role are void.
 * Assigning the current role has no effect. Throws FORBIDDEN when the caller is not an administrator any more,
 * MEMBER_NOT_FOUND, OWN_ROLE, and PRODUCTS_ON_SALE when a seller with published products would lose the role.
 */
export async function assignRole(
  context: Context,
  adminId: number,
  { memberId, role }: AssignRole & { memberId: number },
): Promise<MemberWithRole> {
  if (memberId === adminId) throw problem('OWN_ROLE')
  const { sql } = context
  await requireActiveRole(sql, adminId, 'ADMIN')
  const changed = cte<MemberColumns>(
    sql,
    'changed',
    sql`
      update members set role = ${role}, token_generation = token_generation + 1, changed_at = clock_timestamp(),
        revision = members.revision + 1
      from target
      where members.id = target.id and members.status = 'ACTIVE' and members.role <> ${role}
        and not target."isBlocked"
      returning members.*`,
  )
  // Index products_seller.
  const [member] = await retryOnConnectionLoss(
    () => sql<TargetMember[]>`
      with target as (
        select id, name, role, role <> ${role} and role = 'SELLER'
          and exists (select from products where seller_id = members.id and status = 'PUBLISHED') as "isBlocked"
        from members where id = ${memberId} and status = 'ACTIVE'
      ), ${changed.definition}, sessions as (
        delete from refresh_tokens using changed where member_id = changed.id
      ), event as (${memberEvent(sql, MemberUpdated, changed)})
      select target.id, target.name, coalesce(changed.role, target.role) as role, "isBlocked"
      from target left join changed on true`,
  )
  if (!member) throw problem('MEMBER_NOT_FOUND')
  if (member.isBlocked) throw problem('PRODUCTS_ON_SALE')
  context.outbox.wake()
  await context.revokedTokens.refresh()
  return { id: member.id, name: member.name, role: member.role }
}
