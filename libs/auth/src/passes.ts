import { serviceProblem } from '@munova/service'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { z } from 'zod'
import type { KeyRing } from './key-ring.ts'
import { KeySet } from './key-set.ts'
import { ALGORITHM, ISSUER } from './tokens.ts'

/** Proof that a member may use a resource from one instant until another, in epoch milliseconds. */
export interface Pass {
  memberId: number
  resource: string
  from: number
  until: number
}

/** Different from that of access tokens, so that neither is accepted in place of the other. */
const AUDIENCE = 'munova:pass'
const MAX_CHARACTERS = 2_048
/** Longer than the cooldown of a key file. */
const RETRY_AFTER_MS = 200

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

/**
 * The function that reads passes: undefined unless the signature is valid. Whether the pass is valid now is for the caller to
 * check, by `from` and `until`: an expired one still proves that the member was admitted. Throws UNAVAILABLE when it cannot
 * be known now whether there is such a key.
 */
export function createPassReader(jwks: string): (text: string) => Promise<Pass | undefined> {
  const keys = new KeySet(jwks)
  const expected = {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['exp'],
    // No pass has expired then.
    currentDate: new Date(0),
  }
  return async (text) => {
    if (text.length > MAX_CHARACTERS) return undefined
    const keyId = keyIdOf(text)
    if (keyId === undefined) return undefined
    const key = await keys.find(keyId).catch((cause: unknown) => {
      throw serviceProblem('UNAVAILABLE', { cause, retryAfterMs: RETRY_AFTER_MS })
    })
    if (!key) return undefined
    const verified = await jwtVerify(text, key, expected).catch(() => undefined)
    const { success, data } = Claims.safeParse(verified?.payload)
    if (!success) return undefined
    const { sub: memberId, resource, from, until } = data
    return { memberId, resource, from, until }
  }
}

function keyIdOf(text: string): string | undefined {
  try {
    return decodeProtectedHeader(text).kid
  } catch {
    return undefined
  }
}
