import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { KeyRing } from './key-ring.ts'

export const ISSUER = 'munova'
export const AUDIENCE = 'munova'
export const ALGORITHM = 'EdDSA'

export const Role = z.enum(['BUYER', 'SELLER', 'ADMIN'])
export type Role = z.infer<typeof Role>

/** The member that a token was issued to. `expiresAt` in epoch milliseconds. */
export interface Identity {
  memberId: number
  role: Role
  name: string
  expiresAt: number
}

/** Signs an access token that is valid for `ttlSeconds` from now. */
export function signAccessToken(
  keys: KeyRing,
  member: Pick<Identity, 'memberId' | 'role' | 'name'>,
  ttlSeconds: number,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return keys.sign({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: String(member.memberId),
    role: member.role,
    name: member.name,
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
  exp: z.number().positive(),
})

/** The identity in the claims of a verified token; undefined when they are not the claims of an access token. */
export function identityOf(claims: unknown): Identity | undefined {
  const { success, data } = Claims.safeParse(claims)
  if (!success) return undefined
  return { memberId: data.sub, role: data.role, name: data.name, expiresAt: data.exp * 1000 }
}
