import { createHash } from 'node:crypto'
import { retryOnConnectionLoss, type Sql } from '@munova/database'

/** Whose key, and which. */
export interface KeyOfMember {
  memberId: number
  key: string
}

export interface StoredAnswer {
  status: number
  type: string
  body: Buffer
}

/**
 * `mine`: run the request; with `isCommitted` an earlier run has committed the effect, and only the answer is missing.
 * `crowded`: the member has as many keys as may be kept.
 */
export type Claim =
  | { kind: 'mine'; isCommitted: boolean }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'running' | 'other-request' | 'crowded' }

interface Row {
  isMine: boolean
  isSame: boolean
  isCommitted: boolean
  status: number | null
  type: string | null
  body: Buffer | null
}

export interface ClaimLimits {
  /** A run that has not ended after so long is taken for dead. */
  leaseMs: number
  keepMs: number
  keys: number
}

/** Takes the key for this request, if it is free, was forgotten, or its run died. */
export async function claim(
  sql: Sql,
  { memberId, key }: KeyOfMember,
  { hash, leaseMs, keepMs, keys }: ClaimLimits & { hash: Buffer },
): Promise<Claim> {
  const until = (ms: number) => sql`clock_timestamp() + ${ms} * interval '1 millisecond'`
  // A claim need not survive a crash of the database, only its effect: no commit waits for the disk here, and the
  // effect's own commit takes the claim along.
  const [row] = await retryOnConnectionLoss(
    () => sql<(Row & { crowded: boolean })[]>`
      with kept as (
        select count(*) >= ${keys} as crowded
        from (select from idempotency_keys where member_id = ${memberId} limit ${keys}) as kept
      ), mine as (
        insert into idempotency_keys as held (member_id, key, request_hash, locked_until, expires_at)
        select ${memberId}, ${key}, ${hash}, ${until(leaseMs)}, ${until(keepMs)}
        from kept where not crowded
        on conflict (member_id, key) do update set
          request_hash = excluded.request_hash, locked_until = excluded.locked_until,
          expires_at = excluded.expires_at, done = held.done and held.expires_at > now(),
          status = null, type = null, body = null
        where held.expires_at <= now()
          or (held.status is null and held.locked_until <= now() and held.request_hash = excluded.request_hash)
        returning done
      ), known as (
        select request_hash = ${hash} as same, done, status, type, body from idempotency_keys
        where member_id = ${memberId} and key = ${key}
      )
      select crowded and known.done is null as crowded, mine.done is not null as "isMine",
        coalesce(known.same, true) as "isSame", coalesce(mine.done, false) as "isCommitted",
        known.status, known.type, known.body,
        set_config('synchronous_commit', 'off', true)
      from kept left join mine on true left join known on true`,
  )
  if (!row) throw new Error('a claim answers with one row')
  return meaning(row)
}

function meaning({
  crowded,
  isMine,
  isSame,
  isCommitted,
  status,
  type,
  body,
}: Row & { crowded: boolean }): Claim {
  if (isMine) return { kind: 'mine', isCommitted }
  if (crowded) return { kind: 'crowded' }
  if (!isSame) return { kind: 'other-request' }
  if (status === null || type === null || body === null) return { kind: 'running' }
  return { kind: 'answered', answer: { status, type, body } }
}

/** The same request has the same hash: `what` is all that makes it do what it does. */
export function hashOf(what: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(what)).digest()
}
