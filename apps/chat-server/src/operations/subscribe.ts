import type { OperationResult, OperationInput } from '@munova/chat-contract'
import type { Hub } from '../delivery/hub.ts'
import type { Sink, Subscription } from '../delivery/room/subscription.ts'
import { problem } from '../problems.ts'
import type { RoomAccess } from '../rooms/room/access.ts'
import type { Session } from '../sessions/session.ts'

/**
 * Opens a stream of a room's log into `sink`, from `after` on or from now on. Closed rooms may be read. The caller
 * sends the answer, then starts the subscription.
 */
export async function subscribe(
  context: { hub: Hub; access: RoomAccess },
  session: Session,
  request: OperationInput<'subscribe'> & { sink: Sink },
): Promise<{ answer: OperationResult<'subscribe'>; subscription: Subscription }> {
  const { roomId, after, sink } = request
  session.reserve(roomId)
  try {
    const access = await context.access.of(session.memberId, roomId)
    if (!access) throw problem('NOT_A_MEMBER')
    const { lastSeq, readSeq } = access
    if (after !== undefined && after > lastSeq) {
      const errors = [{ path: 'after', message: `must be at most the last seq of the room, ${lastSeq}` }]
      throw problem('VALIDATION_FAILED', { detail: 'afterTooHigh', errors })
    }
    const position = after ?? lastSeq
    const subscription = await context.hub.subscribe({
      roomId,
      memberId: session.memberId,
      position,
      checkedAtSeq: lastSeq,
      sink,
      mutex: session,
    })
    session.add(subscription)
    return { answer: { roomId, position, lastSeq, readSeq }, subscription }
  } catch (error) {
    session.release(roomId)
    throw error
  }
}
