import type { OperationInput, OperationResult } from '@munova/chat-contract'
import { problem } from '../problems.ts'
import type { RoomAccess } from '../rooms/room/access.ts'
import type { LiveSession } from '../live-sessions/live-session.ts'

/**
 * Where a subscription without `after` would begin, and how far the member has read: the result of `subscribe` for
 * transports whose streams have none. Throws NOT_A_MEMBER.
 */
export async function position(
  access: RoomAccess,
  session: LiveSession,
  { roomId }: OperationInput<'position'>,
): Promise<OperationResult<'position'>> {
  const found = await access.of(session.memberId, roomId)
  if (!found) throw problem('NOT_A_MEMBER')
  const { lastSeq, readSeq, epoch, epochStart } = found
  return { roomId, position: lastSeq, lastSeq, readSeq, epoch, epochStart }
}
