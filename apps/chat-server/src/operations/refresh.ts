import { AuthError, type Identity, type Verifier } from '@munova/auth'
import type { OperationResult } from '@munova/chat-contract'
import { problem } from '../problems.ts'
import type { Session } from '../sessions/session.ts'

/** Who a token speaks for. Throws UNAUTHENTICATED, TOKEN_EXPIRED, or UNAVAILABLE while the keys cannot be had. */
export async function identify(verifier: Verifier, token: string): Promise<Identity> {
  try {
    return await verifier.verify(token)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    if (error.code === 'KEYS_UNAVAILABLE') throw problem('UNAVAILABLE', { detail: 'keysUnavailable' })
    throw problem(error.code === 'TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED')
  }
}

/** A new token keeps the connection; the old one goes on counting if the new one is no good. */
export async function refresh(
  verifier: Verifier,
  session: Session,
  token: string,
): Promise<OperationResult<'refresh'>> {
  session.refresh(await identify(verifier, token))
  return { expiresAt: new Date(session.expiresAt).toISOString() }
}
