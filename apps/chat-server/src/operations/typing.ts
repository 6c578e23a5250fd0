import type { OperationResult, OperationInput } from '@munova/chat-contract'
import type { TypingEvents } from '../delivery/ephemeral/typing-events.ts'
import type { Session } from '../sessions/session.ts'

/**
 * Tells the others of a room that the member types. Answered at once, whether or not it is told: what is beyond the
 * bounds is left out. The subscription stands for the membership, so that nothing has to be read.
 */
export function typing(
  context: TypingEvents,
  session: Session,
  { roomId }: OperationInput<'typing'>,
): OperationResult<'typing'> {
  context.publish(session.typist(roomId))
  return {}
}
