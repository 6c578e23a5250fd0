import type { OperationInput, OperationResult } from '@munova/chat-contract'
import type { EphemeralEvents } from '../delivery/ephemeral/ephemeral-events.ts'
import type { LiveSession } from '../live-sessions/live-session.ts'

/**
 * Publishes that the member types in a room. The result is the same when the event is dropped: above a quota, or for
 * subscribers that are behind. The connection's subscription proves the membership, so that nothing is read.
 */
export function typing(
  ephemeralEvents: Pick<EphemeralEvents, 'typing'>,
  session: LiveSession,
  { roomId }: OperationInput<'typing'>,
): OperationResult<'typing'> {
  ephemeralEvents.typing(session.typistIn(roomId))
  return {}
}
