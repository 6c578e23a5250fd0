import type { Metrics } from '@munova/service'
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { KeySet, type KeySetLimits } from './key-set.ts'
import { ALGORITHM, AUDIENCE, identityOf, ISSUER, type Identity } from './tokens.ts'
import { TokenCache } from './token-cache.ts'

export type AuthErrorCode = 'TOKEN_INVALID' | 'TOKEN_EXPIRED' | 'KEYS_UNAVAILABLE'

/** Why a token is not accepted. Never contains the token or a part of it. */
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
  /**
   * Whether a token of this identity has become void since it was verified: to be asked again when something is opened with it
   * that lives longer than the request.
   */
  isRevoked(identity: Identity): boolean
  /** Whether there are keys; without them every token is rejected with KEYS_UNAVAILABLE. */
  readonly hasKeys: boolean
  /** Reads the keys if there are none. Never rejects. */
  loadKeys(): Promise<void>
}

export interface VerifierOptions extends Partial<KeySetLimits> {
  /** The http(s) URL of a JWKS, or the path of a file with public or private keys. */
  jwks: string
  /** Allowed difference between the clocks of signer and verifier. */
  leewaySeconds?: number
  /** Accepted tokens whose signatures are not checked again; 0 checks every token. An entry takes about 600 bytes. */
  cacheSize?: number
  metrics?: Pick<Metrics, 'counter' | 'gauge'>
  /** Whether a token is void although it has not expired. Called for each token, also for one in the cache. */
  isRevoked?: (identity: Identity) => boolean
}

const defaults = { leewaySeconds: 5, cacheSize: 20_000 }

// Our tokens have about 400 characters. Longer text is rejected before any work is done on it.
const MAX_TOKEN_CHARACTERS = 4096

/**
 * Verifies access tokens with the public keys of a JWKS. The JWKS is read when the first token arrives, when a token
 * names an unknown key, and every `refreshMs`; while it cannot be read, the last known keys stay in use. An accepted token
 * is cached, and accepted again without a signature check until it expires or its key is retired.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { leewaySeconds, cacheSize } = { ...defaults, ...options }
  const keys = new KeySet(options.jwks, options)
  const cache = new TokenCache({ limit: cacheSize, leewaySeconds })
  const checks = options.metrics?.counter('token_checks_total', 'Access tokens whose signature was checked')
  options.metrics?.gauge('cached_tokens', 'Accepted access tokens in the cache', {
    value: () => cache.size,
  })
  const expected = {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['exp', 'iat', 'sub', 'role'],
    clockTolerance: leewaySeconds,
  }

  async function identify(token: string): Promise<Identity> {
    const key = await keys.find(keyIdOf(token)).catch((error: unknown) => {
      throw new AuthError('KEYS_UNAVAILABLE', error)
    })
    if (!key) throw new AuthError('TOKEN_INVALID')
    const cached = cache.find(token, key)
    if (cached) return cached
    checks?.inc()
    const { payload } = await jwtVerify(token, key, expected).catch((error: unknown) => {
      // No cause: jose's errors contain the payload. jose checks the expiry last, so an expired token is valid otherwise.
      throw new AuthError(error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
    })
    const identity = identityOf(payload)
    if (!identity) throw new AuthError('TOKEN_INVALID')
    cache.add(token, { identity, key })
    return identity
  }

  const isRevoked = (identity: Identity) => options.isRevoked?.(identity) ?? false
  return {
    isRevoked,
    get hasKeys() {
      return keys.hasKeys
    },
    loadKeys: () => keys.load(),
    async verify(token) {
      const identity = await identify(token)
      if (isRevoked(identity)) throw new AuthError('TOKEN_INVALID')
      return identity
    },
  }
}

/** Rejects what cannot be one of our tokens before any key is looked up. */
function keyIdOf(token: string): string {
  if (token.length > MAX_TOKEN_CHARACTERS) throw new AuthError('TOKEN_INVALID')
  try {
    const { alg, kid } = decodeProtectedHeader(token)
    if (alg === ALGORITHM && typeof kid === 'string') return kid
  } catch {
    // The same error as for another algorithm.
  }
  throw new AuthError('TOKEN_INVALID')
}
