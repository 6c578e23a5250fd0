import { signAccessToken, type Role } from '@munova/auth'
import type { SignedIn } from '@munova/commerce-contract'
import type { Context } from '../../context.ts'
import type { RefreshToken } from './refresh-token.ts'

/** What the statements of this folder give back about the member whose session it is. */
export interface MemberRow {
  id: number
  email: string
  name: string
  role: Role
  createdAt: Date
}

/** The answer to signing up, signing in and refreshing. */
export async function signedIn(
  { keys, config }: Context,
  member: MemberRow,
  refreshToken: RefreshToken,
): Promise<SignedIn> {
  const { id, role, name } = member
  const expiresIn = config.ACCESS_TOKEN_SECONDS
  return {
    accessToken: await signAccessToken(keys, { memberId: id, role, name }, expiresIn),
    expiresIn,
    refreshToken: refreshToken.text,
    member: { ...member, createdAt: member.createdAt.toISOString() },
  }
}
