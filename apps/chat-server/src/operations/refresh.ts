import type { Verifier } from '@munova/auth'
import type { OperationResult } from '@munova/chat-contract'
import type { LiveSession } from '../live-sessions/live-session.ts'
import { verifyToken } from '../live-sessions/verify-token.ts'

/** Replaces the session's token. When the new one is rejected, the old one stays valid until it expires. */
export async function refresh(
  verifier: Verifier,
  session: LiveSession,
  token: string,
): Promise<OperationResult<'refresh'>> {
  session.refresh(await verifyToken(verifier, token))
  return { expiresAt: new Date(session.expiresAt).toISOString() }
}
