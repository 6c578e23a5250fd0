import { randomUUID } from 'node:crypto'
import { hashPassword, needsRehash, verifyPassword } from '@munova/auth'
import type { SignedIn, SignIn } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { makeRefreshToken } from '../sessions/refresh-token.ts'
import { signedIn, type MemberRow } from '../sessions/session.ts'

/**
 * A session on one device; an earlier one on the same device ends. Throws WRONG_CREDENTIALS, in the same words and
 * after the same work whether the address or the password is wrong.
 */
export async function signIn(context: Context, { email, password, deviceId }: SignIn): Promise<SignedIn> {
  const { sql } = context
  // Index members_email_key; withdrawn members have no address.
  const [account] = await retryOnConnectionLoss(
    () => sql<{ id: number; passwordHash: string }[]>`
      select id, password_hash as "passwordHash" from members where email = ${email}`,
  )
  const right = await verifyPassword(password, account?.passwordHash)
  if (!account || !right) throw problem('WRONG_CREDENTIALS')

  const { id, passwordHash } = account
  const newHash = needsRehash(passwordHash) ? await hashPassword(password) : passwordHash
  const device = deviceId ?? randomUUID()
  const { DEVICES_PER_MEMBER, REFRESH_TOKEN_SECONDS } = context.config
  const token = makeRefreshToken()
  // The update locks the member: one sign-in at a time decides which devices are too many, and none is let in by a
  // password that was changed, or after a withdrawal that was made, while it was being checked.
  const [member] = await sql<MemberRow[]>`
    with member as (
      update members set password_hash = ${newHash}
      where id = ${id} and status = 'ACTIVE' and password_hash = ${passwordHash}
      returning id, email, name, role, created_at as "createdAt"
    ), surplus as (
      delete from refresh_tokens using member
      where member_id = member.id and device_id <> ${device} and (
        expires_at < now() or revoked_at is not null or family_id in (
          select family_id from refresh_tokens
          where member_id = ${id} and device_id <> ${device} and revoked_at is null
          order by rotated_at desc, family_id
          offset ${DEVICES_PER_MEMBER - 1}
        ))
    ), session as (
      insert into refresh_tokens (family_id, member_id, device_id, token_hash, expires_at)
      select ${token.familyId}, id, ${device}, ${token.hash},
        now() + ${REFRESH_TOKEN_SECONDS} * interval '1 second'
      from member
      on conflict (member_id, device_id) do update set
        family_id = excluded.family_id, token_hash = excluded.token_hash, rotated_at = now(),
        expires_at = excluded.expires_at, revoked_at = null
    )
    select * from member`
  if (!member) throw problem('WRONG_CREDENTIALS')
  return signedIn(context, member, token)
}
