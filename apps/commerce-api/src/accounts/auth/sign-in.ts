import { randomUUID } from 'node:crypto'
import { hashPassword, needsRehash, verifyPassword } from '@munova/auth'
import type { SignedIn, SignIn } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { type SessionMember, sessionMemberColumns } from '../members/member.ts'
import { makeRefreshToken } from '../sessions/refresh-token.ts'
import { tokenResponse } from './token-response.ts'

/**
 * Opens a session on one device and ends the earlier one of that device. Throws WRONG_CREDENTIALS, with the same text
 * and after the same computation whether the email address or the password is wrong, and ACCOUNT_SUSPENDED.
 */
export async function signIn(context: Context, { email, password, deviceId }: SignIn): Promise<SignedIn> {
  const { sql } = context
  // Index members_email_key; withdrawn members have no email address.
  const [account] = await retryOnConnectionLoss(
    () => sql<{ id: number; passwordHash: string; status: string }[]>`
      select id, password_hash as "passwordHash", status from members where email = ${email}`,
  )
  const isCorrect = await verifyPassword(password, account?.passwordHash)
  if (!account || !isCorrect) throw problem('WRONG_CREDENTIALS')

  // Only who knows the password learns of it.
  if (account.status === 'SUSPENDED') throw problem('ACCOUNT_SUSPENDED')

  const { id, passwordHash } = account
  const newHash = needsRehash(passwordHash) ? await hashPassword(password) : passwordHash
  const device = deviceId ?? randomUUID()
  const { DEVICES_PER_MEMBER, REFRESH_TOKEN_SECONDS } = context.config
  const token = makeRefreshToken()
  // The update locks the member's row. So one sign-in at a time decides which sessions exceed DEVICES_PER_MEMBER, and
  // none succeeds when the password was changed, or the member withdrew, while the password was being checked.
  const [member] = await sql<SessionMember[]>`
    with member as (
      update members set password_hash = ${newHash}
      where id = ${id} and status = 'ACTIVE' and password_hash = ${passwordHash}
      returning ${sessionMemberColumns(sql)}
    ), ended_sessions as (
      delete from refresh_tokens using member
      where member_id = member.id and device_id <> ${device} and (
        expires_at < now() or revoked_at is not null or family_id in (
          select family_id from refresh_tokens
          where member_id = ${id} and device_id <> ${device} and revoked_at is null
          order by rotated_at desc, family_id
          offset ${DEVICES_PER_MEMBER - 1}
        ))
    ), session as (
      insert into refresh_tokens (family_id, member_id, device_id, token_hash, token_generation, expires_at)
      select ${token.familyId}, id, ${device}, ${token.hash}, "tokenGeneration",
        now() + ${REFRESH_TOKEN_SECONDS} * interval '1 second'
      from member
      on conflict (member_id, device_id) do update set
        family_id = excluded.family_id, token_hash = excluded.token_hash,
        token_generation = excluded.token_generation, previous_hash = null, successor_nonce = null, rotated_at = now(),
        expires_at = excluded.expires_at, revoked_at = null
    )
    select * from member`
  if (!member) throw problem('WRONG_CREDENTIALS')
  return tokenResponse(context, member, token)
}
