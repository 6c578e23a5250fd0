import { type Cte, cte, type Sql } from '@munova/database'
import type { ChatConfig } from '../../config.ts'
import { problem } from '../../problems.ts'

/** What a member may do so often an hour, on all nodes and connections together. */
export type QuotaKind = 'inquiries' | 'groups' | 'memberships' | 'roomChanges'

const settings = {
  inquiries: 'INQUIRIES_PER_HOUR',
  groups: 'GROUPS_PER_HOUR',
  memberships: 'MEMBERSHIP_CHANGES_PER_HOUR',
  roomChanges: 'ROOM_CHANGES_PER_HOUR',
} as const satisfies Record<QuotaKind, keyof ChatConfig>

const HOUR_SECONDS = 3_600
/** A member may use a quarter of an hour's quota at once. */
const BURST_SHARE = 4

/** Which quota a change is made on; a change of the server's own has none. */
export interface MemberQuota {
  kind: QuotaKind
  perHour: number
}

export function memberQuota(config: ChatConfig, kind: QuotaKind): MemberQuota {
  return { kind, perHour: config[settings[kind]] }
}

/** One row if a unit was spent or is not needed: 0, or after how many milliseconds there is one. No row: nothing to do. */
export type Spent = Cte<{ retry_after_ms: number }>

/**
 * The CTE that spends a unit of the member's quota if `due` has a row. It is part of the statement that makes the change, so
 * that a request that changes nothing, such as a repeated one, costs nothing, and is answered when nothing is left. One
 * instant holds the state (GCRA): when the quota is full again. The room is locked before the quota, the quota before members.
 */
export function spendQuota(
  sql: Sql,
  { memberId, quota }: { memberId: number; quota: MemberQuota | undefined },
  due: Cte,
): Spent {
  if (!quota) return cte(sql, 'spent', sql`select 0 as retry_after_ms from ${due.name}`)
  const costSeconds = HOUR_SECONDS / quota.perHour
  const burst = Math.max(1, Math.floor(quota.perHour / BURST_SHARE))
  const seconds = (value: number) => sql`${value}::double precision * interval '1 second'`
  // Never further ahead than a quota that is used up: the database's clock may have been.
  const fullAt = sql`least(quota.full_at, now() + ${seconds(costSeconds * burst)})`
  const next = sql`greatest(${fullAt}, now()) + ${seconds(costSeconds)}`
  const isAllowed = sql`${next} <= now() + ${seconds(costSeconds * burst)}`
  return cte(
    sql,
    'spent',
    sql`
      insert into member_quotas as quota (member_id, kind, full_at)
      select ${memberId}::bigint, ${quota.kind}, now() + ${seconds(costSeconds)} from ${due.name}
      on conflict (member_id, kind) do update set
        full_at = case when ${isAllowed} then ${next} else ${fullAt} end, is_rejected = not (${isAllowed})
      returning case when is_rejected then greatest(1, ceil(1000 * extract(epoch from
        full_at - now() - ${seconds(costSeconds * (burst - 1))})))::int else 0 end as retry_after_ms`,
  )
}

/** Throws RATE_LIMITED when the statement found that nothing was left of the quota. */
export function requireQuota(quota: MemberQuota | undefined, { retryAfterMs }: QuotaRow): void {
  if (quota && retryAfterMs)
    throw problem('RATE_LIMITED', { detail: 'perHour', perHour: quota.perHour, retryAfterMs })
}

/** What a statement with a `Spent` returns of it, as `(select retry_after_ms from ${spent.name})`. */
export interface QuotaRow {
  retryAfterMs: number | null
}
