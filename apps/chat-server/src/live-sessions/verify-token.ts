import { AuthError, type Identity, type Verifier } from '@munova/auth'
import { problem } from '../problems.ts'

/** The member whose access token it is. Throws UNAUTHENTICATED, TOKEN_EXPIRED, or UNAVAILABLE while there are no keys. */
export async function verifyToken(verifier: Verifier, token: string): Promise<Identity> {
  try {
    return await verifier.verify(token)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    if (error.code === 'KEYS_UNAVAILABLE') throw problem('UNAVAILABLE', { detail: 'keysUnavailable' })
    throw problem(error.code === 'TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED')
  }
}
