import type { OperationAnswer, OperationInput } from '@munova/chat-contract'
import type { Typing } from '../delivery/ephemeral/typing.ts'
import type { Session } from '../sessions/session.ts'

/**
 * Tells the others of a room that the member types. Answered at once, whether or not it is told: what is beyond the
 * bounds is left out. The subscription stands for the membership, so that nothing has to be read.
 */
export function typing(
  context: Typing,
  session: Session,
  { roomId }: OperationInput<'typing'>,
): OperationAnswer<'typing'> {
  context.tell(session.typist(roomId))
  return {}
}
