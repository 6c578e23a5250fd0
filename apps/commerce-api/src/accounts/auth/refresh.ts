import type { SignedIn } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import { type SessionMember, sessionMemberColumns } from '../members/member.ts'
import { isOpen } from '../sessions/list.ts'
import { makeNonce, parseRefreshToken, type RefreshToken, successorOf } from '../sessions/refresh-token.ts'
import { tokenResponse } from './token-response.ts'

/**
 * Exchanges a refresh token for the next one and for an access token with the member's current name and role.
 *
 * One statement rotates the token. Within REFRESH_GRACE_MS the used token gets the same successor again: two tabs refresh at
 * once, or a response was lost. Later, or once the successor was used, a token that was used before revokes the session
 * (TOKEN_REUSED): the server cannot distinguish a thief from a victim. Throws REFRESH_INVALID for every other text that is
 * not the newest token of an open session.
 */
export async function refresh(context: Context, text: string | undefined): Promise<SignedIn> {
  const used = text === undefined ? undefined : parseRefreshToken(text)
  if (!used) throw problem('REFRESH_INVALID')
  const refreshed = (await rotate(context, used)) ?? (await repeat(context, used))
  if (refreshed) return tokenResponse(context, refreshed.member, refreshed.next)
  throw (await revokeIfReused(context, used)) ? problem('TOKEN_REUSED') : problem('REFRESH_INVALID')
}

interface Refreshed {
  member: SessionMember
  next: RefreshToken
}

async function rotate({ sql, config }: Context, used: RefreshToken): Promise<Refreshed | undefined> {
  const nonce = makeNonce()
  const next = successorOf(used, nonce)
  // Index refresh_tokens_pkey. The hash of the next token is accepted too, so that the statement can be run again when
  // the connection was lost after its commit; only this process knows that token so far.
  const [member] = await retryOnConnectionLoss(
    () => sql<SessionMember[]>`
      update refresh_tokens set
        token_hash = ${next.hash}, previous_hash = ${used.hash}, successor_nonce = ${nonce}, rotated_at = now(),
        expires_at = now() + ${config.REFRESH_TOKEN_SECONDS} * interval '1 second'
      from members
      where family_id = ${used.familyId} and token_hash in (${used.hash}, ${next.hash})
        and ${isOpen(sql)}
      returning ${sessionMemberColumns(sql)}`,
  )
  return member && { member, next }
}

/** The successor that the token got a moment ago, unless that was used already. */
async function repeat({ sql, config }: Context, used: RefreshToken): Promise<Refreshed | undefined> {
  const [row] = await retryOnConnectionLoss(
    () => sql<(SessionMember & { nonce: Uint8Array })[]>`
      select ${sessionMemberColumns(sql)}, successor_nonce as nonce
      from refresh_tokens, members
      where family_id = ${used.familyId} and previous_hash = ${used.hash}
        and rotated_at > now() - ${config.REFRESH_GRACE_MS} * interval '1 millisecond'
        and ${isOpen(sql)}`,
  )
  if (!row) return undefined
  const { nonce, ...member } = row
  return { member, next: successorOf(used, nonce) }
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
