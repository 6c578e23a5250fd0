import { decodeProtectedHeader, jwtVerify } from 'jose'
import { z } from 'zod'
import type { KeyRing } from './keys.ts'
import { KnownKeys } from './known-keys.ts'
import { ALGORITHM, ISSUER } from './tokens.ts'

/** Lets one member through to one thing for a while. Times in epoch milliseconds. */
export interface Pass {
  memberId: number
  resource: string
  from: number
  until: number
}

/** Not that of access tokens, so that neither passes for the other. */
const AUDIENCE = 'munova:pass'
const MAX_CHARACTERS = 2_048

const Claims = z.object({
  sub: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number),
  resource: z.string(),
  from: z.int(),
  until: z.int(),
})

export function signPass(keys: KeyRing, { memberId, resource, from, until }: Pass): Promise<string> {
  const exp = Math.ceil(until / 1000)
  return keys.sign({ iss: ISSUER, aud: AUDIENCE, sub: String(memberId), resource, from, until, exp })
}

/** Gives what a pass says once its signature is good and its end is to come; undefined for anything else. */
export function createPassReader(jwks: string): (text: string) => Promise<Pass | undefined> {
  const keys = new KnownKeys(jwks)
  const expected = { algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, requiredClaims: ['exp'] }
  return async (text) => {
    if (text.length > MAX_CHARACTERS) return undefined
    const key = await keys.find(keyIdOf(text))
    if (!key) return undefined
    const verified = await jwtVerify(text, key, expected).catch(() => undefined)
    const { success, data } = Claims.safeParse(verified?.payload)
    if (!success || data.until <= Date.now()) return undefined
    const { sub: memberId, resource, from, until } = data
    return { memberId, resource, from, until }
  }
}

function keyIdOf(text: string): string {
  try {
    return decodeProtectedHeader(text).kid ?? ''
  } catch {
    return ''
  }
}
