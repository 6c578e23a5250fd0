import { type Sql } from '@munova/database'
import type { FastifyRequest } from 'fastify'
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

/** A hook, behind the authentication, that rejects with RATE_LIMITED when the member has used up the quota. */
export function memberQuota({ sql, config }: { sql: Sql; config: ChatConfig }, kind: QuotaKind) {
  const perHour = config[settings[kind]]
  const costSeconds = HOUR_SECONDS / perHour
  const burst = Math.max(1, Math.floor(perHour / BURST_SHARE))
  return async ({ member: { memberId } }: FastifyRequest): Promise<void> => {
    const retryAfterMs = await spend(sql, { memberId, kind, costSeconds, burst })
    if (retryAfterMs > 0) throw problem('RATE_LIMITED', { detail: 'perHour', perHour, retryAfterMs })
  }
}

/**
 * Spends one request and resolves to 0, or to the milliseconds until one is available. One instant holds the state (GCRA):
 * when the quota is full again. Not repeated after a lost connection: it may have been spent.
 */
async function spend(
  sql: Sql,
  {
    memberId,
    kind,
    costSeconds,
    burst,
  }: { memberId: number; kind: QuotaKind; costSeconds: number; burst: number },
): Promise<number> {
  const seconds = (value: number) => sql`${value}::double precision * interval '1 second'`
  // Never further ahead than a quota that is used up: the database's clock may have been.
  const fullAt = sql`least(quota.full_at, now() + ${seconds(costSeconds * burst)})`
  const next = sql`greatest(${fullAt}, now()) + ${seconds(costSeconds)}`
  const isAllowed = sql`${next} <= now() + ${seconds(costSeconds * burst)}`
  const [row] = await sql<{ retryAfterMs: number }[]>`
    insert into member_quotas as quota (member_id, kind, full_at)
    values (${memberId}, ${kind}, now() + ${seconds(costSeconds)})
    on conflict (member_id, kind) do update set
      full_at = case when ${isAllowed} then ${next} else ${fullAt} end, is_rejected = not (${isAllowed})
    returning case when is_rejected then greatest(1, ceil(1000 * extract(epoch from
      full_at - now() - ${seconds(costSeconds * (burst - 1))})))::int else 0 end as "retryAfterMs"`
  return row!.retryAfterMs
}
