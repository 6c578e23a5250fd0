import { signAccessToken } from '@munova/auth'
import type { SignedIn } from '@munova/commerce-contract'
import type { Context } from '../../context.ts'
import type { SessionMember } from '../members/member.ts'
import type { RefreshToken } from '../sessions/refresh-token.ts'

/** The response to sign-up, sign-in and refresh: a new access token, and the refresh token that continues the session. */
export async function tokenResponse(
  { keys, config }: Context,
  { tokenGeneration, ...member }: SessionMember,
  refreshToken: RefreshToken,
): Promise<SignedIn> {
  const { id, role, name } = member
  const expiresIn = config.ACCESS_TOKEN_SECONDS
  return {
    accessToken: await signAccessToken(
      keys,
      { memberId: id, role, name, generation: tokenGeneration, sessionId: refreshToken.familyId },
      expiresIn,
    ),
    expiresIn,
    refreshToken: refreshToken.text,
    member,
  }
}
