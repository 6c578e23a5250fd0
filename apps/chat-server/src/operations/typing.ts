import type { OperationInput, OperationResult } from '@munova/chat-contract'
import type { TypingEvents } from '../delivery/ephemeral/typing-events.ts'
import type { LiveSession } from '../live-sessions/live-session.ts'

/**
 * Publishes that the member types in a room. The result is the same when the event is dropped: above a quota, or for
 * subscribers that are behind. The connection's subscription proves the membership, so that nothing is read.
 */
export function typing(
  typingEvents: TypingEvents,
  session: LiveSession,
  { roomId }: OperationInput<'typing'>,
): OperationResult<'typing'> {
  typingEvents.publish(session.typistIn(roomId))
  return {}
}
