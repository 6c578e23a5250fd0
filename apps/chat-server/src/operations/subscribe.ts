import type { OperationInput, OperationResult } from '@munova/chat-contract'
import type { Sink, Subscription } from '../delivery/room/subscription.ts'
import { type Access, readableAfter } from '../rooms/room/access.ts'
import { problem } from '../problems.ts'
import type { LiveSession } from '../live-sessions/live-session.ts'
import type { OperationsContext } from './operations-context.ts'

/**
 * Subscribes `sink` to a room's log, after the seq `after` or from now on, and to nothing that the member may not read. Closed
 * rooms may be read. The caller sends the
 * result, then starts the subscription. Throws NOT_A_MEMBER, POSITION_LOST, and as `LiveSession.reserve`.
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
    const { lastSeq, readSeq, epoch, epochStart } = access
    if (after !== undefined && after > lastValid(access, request.epoch)) throw problem('POSITION_LOST')
    const position = after === undefined ? lastSeq : readableAfter(access, after)
    const subscription = await context.hub.subscribe({
      roomId,
      memberId: session.memberId,
      position,
      checkedAtSeq: lastSeq,
      epoch,
      sink,
      mutex: session.readMutex,
    })
    session.add(subscription)
    return { result: { roomId, position, lastSeq, readSeq, epoch, epochStart }, subscription }
  } catch (error) {
    session.release(roomId)
    throw error
  }
}

/** The highest position at which a client of this epoch has the same entries as the log; without one, of the current epoch. */
function lastValid({ lastSeq, epoch, epochStart }: Access, clientEpoch = epoch): number {
  if (clientEpoch === epoch) return lastSeq
  // Where earlier epochs ended is not known: only a client at the beginning can be sure.
  return clientEpoch === epoch - 1 ? epochStart : 0
}
