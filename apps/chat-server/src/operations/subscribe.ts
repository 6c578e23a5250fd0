import type { OperationInput, OperationResult } from '@munova/chat-contract'
import type { Sink, Subscription } from '../delivery/room/subscription.ts'
import { problem } from '../problems.ts'
import type { LiveSession } from '../live-sessions/live-session.ts'
import type { OperationsContext } from './operations-context.ts'

/**
 * Subscribes `sink` to a room's log, after the seq `after` or from now on. Closed rooms may be read. The caller sends the
 * result, then starts the subscription. Throws NOT_A_MEMBER, VALIDATION_FAILED, and as `LiveSession.reserve`.
 */
export async function subscribe(
  context: Pick<OperationsContext, 'hub' | 'access'>,
  session: LiveSession,
  request: OperationInput<'subscribe'> & { sink: Sink },
): Promise<{ result: OperationResult<'subscribe'>; subscription: Subscription }> {
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
      mutex: session.readMutex,
    })
    session.add(subscription)
    return { result: { roomId, position, lastSeq, readSeq }, subscription }
  } catch (error) {
    session.release(roomId)
    throw error
  }
}
