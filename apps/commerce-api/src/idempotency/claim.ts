import { createHash } from 'node:crypto'
import { retryOnConnectionLoss, type Sql } from '@munova/database'

/** An Idempotency-Key and the member who sent it. */
export interface KeyOfMember {
  memberId: number
  key: string
}

export interface StoredResponse {
  status: number
  type: string
  /** Of what was created. */
  location: string | null
  body: Buffer
}

/**
 * `claimed`: run the request; with `isCommitted` an earlier run has committed the effect, and only the response is
 * missing. `completed`: the response is stored. `running`: another request has the key. `reused`: the key belongs to
 * another request. `quota-exceeded`: the member has as many keys as are stored for one.
 */
export type Claim =
  | { kind: 'claimed'; isCommitted: boolean }
  | { kind: 'completed'; response: StoredResponse }
  | { kind: 'running' | 'reused' | 'quota-exceeded' }

interface Row {
  isClaimed: boolean
  isSameRequest: boolean
  isCommitted: boolean
  isQuotaExceeded: boolean
  status: number | null
  type: string | null
  location: string | null
  body: Buffer | null
}

export interface ClaimLimits {
  /** A run that has not ended after so long is taken for dead. */
  leaseMs: number
  /** How long a key is stored. */
  ttlMs: number
  keysPerMember: number
}

/** Claims the key for this request if it is new, has expired, or the run that held it died. */
export async function claim(
  sql: Sql,
  { memberId, key }: KeyOfMember,
  { hash, leaseMs, ttlMs, keysPerMember }: ClaimLimits & { hash: Buffer },
): Promise<Claim> {
  const until = (ms: number) => sql`clock_timestamp() + ${ms} * interval '1 millisecond'`
  // A claim need not survive a crash of the database, only its effect does: no commit waits for the disk here, and the
  // commit of the effect makes the claim durable too.
  const [row] = await retryOnConnectionLoss(
    () => sql<Row[]>`
      with quota as (
        select count(*) >= ${keysPerMember} as exceeded
        from (select from idempotency_keys where member_id = ${memberId} limit ${keysPerMember}) as stored
      ), claimed as (
        insert into idempotency_keys as held (member_id, key, request_hash, locked_until, expires_at)
        select ${memberId}, ${key}, ${hash}, ${until(leaseMs)}, ${until(ttlMs)}
        from quota where not exceeded
        on conflict (member_id, key) do update set
          request_hash = excluded.request_hash, locked_until = excluded.locked_until,
          expires_at = excluded.expires_at, committed = held.committed and held.expires_at > now(),
          status = null, type = null, location = null, body = null
        where held.expires_at <= now()
          or (held.status is null and held.locked_until <= now() and held.request_hash = excluded.request_hash)
        returning committed
      ), known as (
        select request_hash = ${hash} as same, committed, status, type, location, body from idempotency_keys
        where member_id = ${memberId} and key = ${key}
      )
      select exceeded and known.committed is null as "isQuotaExceeded",
        claimed.committed is not null as "isClaimed", coalesce(known.same, true) as "isSameRequest",
        coalesce(claimed.committed, false) as "isCommitted", known.status, known.type, known.location, known.body,
        set_config('synchronous_commit', 'off', true)
      from quota left join claimed on true left join known on true`,
  )
  if (!row) throw new Error('a claim answers with one row')
  return claimOf(row)
}

function claimOf(row: Row): Claim {
  const { status, type, location, body } = row
  if (row.isClaimed) return { kind: 'claimed', isCommitted: row.isCommitted }
  if (row.isQuotaExceeded) return { kind: 'quota-exceeded' }
  if (!row.isSameRequest) return { kind: 'reused' }
  if (status === null || type === null || body === null) return { kind: 'running' }
  return { kind: 'completed', response: { status, type, location, body } }
}

/** Equal for equal requests: `parts` are all that decides what a request does. */
export function hashOf(parts: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}
