import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { KeyRing } from './key-ring.ts'

export const ISSUER = 'munova'
export const AUDIENCE = 'munova'
export const ALGORITHM = 'EdDSA'

export const Role = z.enum(['BUYER', 'SELLER', 'ADMIN'])
export type Role = z.infer<typeof Role>

/**
 * The member that a token was issued to. `expiresAt` in epoch milliseconds. `generation` is that of the member's tokens then: a
 * member who signs out everywhere, is suspended or gets another role begins a new one, and earlier tokens are void.
 */
export interface Identity {
  memberId: number
  role: Role
  name: string
  generation: number
  /** The session that the token belongs to; absent from tokens that no sign-in made. */
  sessionId?: string
  expiresAt: number
}

/** Signs an access token that is valid for `ttlSeconds` from now. */
export function signAccessToken(
  keys: KeyRing,
  member: Pick<Identity, 'memberId' | 'role' | 'name'> & { generation?: number; sessionId?: string },
  ttlSeconds: number,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return keys.sign({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: String(member.memberId),
    role: member.role,
    name: member.name,
    gen: member.generation ?? 0,
    ...(member.sessionId !== undefined && { sid: member.sessionId }),
    iat: now,
    exp: now + ttlSeconds,
    jti: randomUUID(),
  })
}

const Claims = z.object({
  sub: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
  role: Role,
  name: z.string().max(200),
  gen: z.int().nonnegative().default(0),
  sid: z.uuid().optional(),
  exp: z.number().positive(),
})

/** The identity in the claims of a verified token; undefined when they are not the claims of an access token. */
export function identityOf(claims: unknown): Identity | undefined {
  const { success, data } = Claims.safeParse(claims)
  if (!success) return undefined
  const { sub: memberId, role, name, gen: generation, sid: sessionId, exp } = data
  return { memberId, role, name, generation, ...(sessionId && { sessionId }), expiresAt: exp * 1000 }
}
