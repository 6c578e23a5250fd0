import type { Metrics } from '@munova/service'
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { KnownKeys, type KeyLimits } from './known-keys.ts'
import { ALGORITHM, AUDIENCE, identityOf, ISSUER, type Identity } from './tokens.ts'
import { VerifiedTokens } from './verified-tokens.ts'

export type AuthErrorCode = 'TOKEN_INVALID' | 'TOKEN_EXPIRED' | 'KEYS_UNAVAILABLE'

/** Why a token is not accepted. Never carries the token or a part of it. */
export class AuthError extends Error {
  override readonly name = 'AuthError'
  readonly code: AuthErrorCode

  constructor(code: AuthErrorCode, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

export interface Verifier {
  /** Rejects with AuthError. */
  verify(token: string): Promise<Identity>
}

export interface VerifierOptions extends Partial<KeyLimits> {
  /** The http(s) URL of a JWKS, or the path of a file with public or private keys. */
  jwks: string
  /** How far the clocks of signer and verifier may be apart. */
  leewaySeconds?: number
  /** Accepted tokens whose signatures are not checked again; 0 checks all. One has about 600 bytes. */
  remembered?: number
  metrics?: Pick<Metrics, 'counter' | 'gauge'>
}

const defaults = { leewaySeconds: 5, remembered: 20_000 }

// Ours have about 400 characters; a longer one costs nothing but this comparison.
const MAX_TOKEN_CHARACTERS = 4096

/**
 * Checks access tokens with the public keys it reads itself: first when the first token comes, again when a token
 * names a key it does not know, and every `refreshMs`. While the keys cannot be read the last known ones stay in use.
 * A token that was accepted is accepted again by its text, until it expires or its key is retired.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { leewaySeconds, remembered } = { ...defaults, ...options }
  const keys = new KnownKeys(options.jwks, options)
  const accepted = new VerifiedTokens({ limit: remembered, leewaySeconds })
  const checks = options.metrics?.counter(
    'token_checks_total',
    'Signatures of access tokens that were checked',
  )
  options.metrics?.gauge('tokens_remembered', 'Access tokens that were accepted and are known again', {
    value: () => accepted.size,
  })
  const expected = {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['exp', 'iat', 'sub', 'role'],
    clockTolerance: leewaySeconds,
  }

  return {
    async verify(token) {
      const key = await keys.find(keyIdOf(token)).catch((error: unknown) => {
        throw new AuthError('KEYS_UNAVAILABLE', error)
      })
      if (!key) throw new AuthError('TOKEN_INVALID')
      const known = accepted.find(token, key)
      if (known) return known
      checks?.inc()
      const { payload } = await jwtVerify(token, key, expected).catch((error: unknown) => {
        // No cause: jose's errors carry the payload. Expiry is looked at last, so an expired token is else a good one.
        throw new AuthError(error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
      })
      const identity = identityOf(payload)
      if (!identity) throw new AuthError('TOKEN_INVALID')
      accepted.add(token, { identity, key })
      return identity
    },
  }
}

/** Refuses what cannot be ours before any key is looked for. */
function keyIdOf(token: string): string {
  if (token.length > MAX_TOKEN_CHARACTERS) throw new AuthError('TOKEN_INVALID')
  try {
    const { alg, kid } = decodeProtectedHeader(token)
    if (alg === ALGORITHM && typeof kid === 'string') return kid
  } catch {
    // falls through to the same answer
  }
  throw new AuthError('TOKEN_INVALID')
}
