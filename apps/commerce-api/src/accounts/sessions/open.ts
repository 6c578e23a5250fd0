import type { Fragment, Rows, Sql } from '@munova/database'
import type { RefreshToken } from './refresh-token.ts'

/** A part of the statement that signs a member in: the session of the device begins, and replaces the one that it had. */
export function openSession(
  sql: Sql,
  token: RefreshToken,
  {
    member,
    deviceId,
    ttlSeconds,
  }: { member: Rows<{ id: number; token_generation: number }>; deviceId: Fragment; ttlSeconds: number },
): Fragment {
  return sql`
    insert into refresh_tokens (family_id, member_id, device_id, token_hash, token_generation, expires_at)
    select ${token.familyId}::uuid, id, ${deviceId}, ${token.hash}::bytea, token_generation,
      now() + ${ttlSeconds} * interval '1 second'
    from ${member.name}
    on conflict (member_id, device_id) do update set
      family_id = excluded.family_id, token_hash = excluded.token_hash, token_generation = excluded.token_generation,
      previous_hash = null, successor_nonce = null, created_at = now(), rotated_at = now(),
      expires_at = excluded.expires_at, revoked_at = null`
}
