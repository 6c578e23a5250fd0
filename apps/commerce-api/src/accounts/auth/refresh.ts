import type { SignedIn } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { problem } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { makeRefreshToken, readRefreshToken, type RefreshToken } from '../sessions/refresh-token.ts'
import { signedIn, type MemberRow } from '../sessions/session.ts'

/**
 * Swaps a refresh token for the next one and a new access token with the member's present name and role.
 *
 * One statement decides, so of any number of refreshes with one token exactly one wins. The others present a token
 * that was used, and that ends the session (TOKEN_REUSED): two holders cannot be told apart from a thief and its
 * victim. There is no period of grace for honest clients that send twice; they keep one refresh under way at a time.
 * Throws REFRESH_INVALID for everything else that is not the newest token of a living session.
 */
export async function refresh(context: Context, text: string | undefined): Promise<SignedIn> {
  const used = text === undefined ? undefined : readRefreshToken(text)
  if (!used) throw problem('REFRESH_INVALID')
  const next = makeRefreshToken(used.familyId)
  const member = await rotate(context, used, next)
  if (member) return signedIn(context, member, next)
  throw (await endIfUsedBefore(context, used)) ? problem('TOKEN_REUSED') : problem('REFRESH_INVALID')
}

async function rotate(
  { sql, config }: Context,
  used: RefreshToken,
  next: RefreshToken,
): Promise<MemberRow | undefined> {
  // Index refresh_tokens_pkey. The next token's hash is accepted too, so that this statement can be repeated when the
  // connection broke after its commit; nobody but us knows that token yet.
  const [member] = await retryOnConnectionLoss(
    () => sql<MemberRow[]>`
      update refresh_tokens set
        token_hash = ${next.hash}, rotated_at = now(),
        expires_at = now() + ${config.REFRESH_TOKEN_SECONDS} * interval '1 second'
      from members
      where family_id = ${used.familyId} and token_hash in (${used.hash}, ${next.hash})
        and revoked_at is null and expires_at > now()
        and members.id = member_id and members.status = 'ACTIVE'
      returning members.id, members.email, members.name, members.role, members.created_at as "createdAt"`,
  )
  return member
}

async function endIfUsedBefore({ sql, log }: Context, used: RefreshToken): Promise<boolean> {
  const [session] = await retryOnConnectionLoss(
    () => sql<{ memberId: number }[]>`
      update refresh_tokens set revoked_at = coalesce(revoked_at, now())
      where family_id = ${used.familyId} and token_hash <> ${used.hash}
      returning member_id as "memberId"`,
  )
  if (session)
    log.warn({ memberId: session.memberId }, 'a used refresh token was presented, its session ends')
  return session !== undefined
}
