import { readFile } from 'node:fs/promises'
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { ALGORITHM, AUDIENCE, identityOf, ISSUER, type Identity } from './tokens.ts'

const JwksFile = z.object({
  keys: z.array(z.object({ kty: z.string(), crv: z.string(), kid: z.string(), x: z.string() })),
})

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

/** `jwks` is the URL of a JWKS or the path of a file, with public or private keys. */
export function createVerifier(options: { jwks: string; leewaySeconds?: number }): Verifier {
  return {
    async verify(token) {
      try {
        const file = JwksFile.parse(JSON.parse(await read(options.jwks)))
        const set = createLocalJWKSet(file)
        const { payload } = await jwtVerify(token, set, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          clockTolerance: options.leewaySeconds ?? 5,
        })
        const identity = identityOf(payload)
        if (!identity) throw new AuthError('TOKEN_INVALID')
        return identity
      } catch (error) {
        if (error instanceof AuthError) throw error
        throw new AuthError(error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
      }
    },
  }
}

async function read(jwks: string): Promise<string> {
  return /^https?:/.test(jwks) ? (await fetch(jwks)).text() : readFile(jwks, 'utf8')
}
