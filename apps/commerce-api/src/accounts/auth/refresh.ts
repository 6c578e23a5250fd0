import type { SignedIn } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { type SessionMember, sessionMemberColumns } from '../members/member.ts'
import { makeRefreshToken, parseRefreshToken, type RefreshToken } from '../sessions/refresh-token.ts'
import { tokenResponse } from './token-response.ts'

/**
 * Exchanges a refresh token for the next one and for an access token with the member's current name and role.
 *
 * One statement rotates the token, so exactly one of any number of concurrent refreshes with the same token succeeds.
 * The others present a token that was used before, which revokes the session (TOKEN_REUSED): the server cannot distinguish a
 * client that sends twice from a thief and a victim. There is no grace period; a client runs one refresh at a time.
 * Throws REFRESH_INVALID for every other text that is not the newest token of an open session.
 */
export async function refresh(context: Context, text: string | undefined): Promise<SignedIn> {
  const used = text === undefined ? undefined : parseRefreshToken(text)
  if (!used) throw problem('REFRESH_INVALID')
  const next = makeRefreshToken(used.familyId)
  const member = await rotate(context, used, next)
  if (member) return tokenResponse(context, member, next)
  throw (await revokeIfReused(context, used)) ? problem('TOKEN_REUSED') : problem('REFRESH_INVALID')
}

async function rotate(
  { sql, config }: Context,
  used: RefreshToken,
  next: RefreshToken,
): Promise<SessionMember | undefined> {
  // Index refresh_tokens_pkey. The hash of the next token is accepted too, so that the statement can be run again when
  // the connection was lost after its commit; only this process knows that token so far.
  const [member] = await retryOnConnectionLoss(
    () => sql<SessionMember[]>`
      update refresh_tokens set
        token_hash = ${next.hash}, rotated_at = now(),
        expires_at = now() + ${config.REFRESH_TOKEN_SECONDS} * interval '1 second'
      from members
      where family_id = ${used.familyId} and token_hash in (${used.hash}, ${next.hash})
        and revoked_at is null and expires_at > now()
        and members.id = member_id and members.status = 'ACTIVE'
        and members.token_generation = refresh_tokens.token_generation
      returning ${sessionMemberColumns(sql)}`,
  )
  return member
}

async function revokeIfReused({ sql, log }: Context, used: RefreshToken): Promise<boolean> {
  const [session] = await retryOnConnectionLoss(
    () => sql<{ memberId: number }[]>`
      update refresh_tokens set revoked_at = coalesce(revoked_at, now())
      where family_id = ${used.familyId} and token_hash <> ${used.hash}
      returning member_id as "memberId"`,
  )
  if (session) log.warn({ memberId: session.memberId }, 'a used refresh token was presented: session revoked')
  return session !== undefined
}
