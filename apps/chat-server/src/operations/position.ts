import { operations } from '@munova/chat-contract'
import { problem } from '../problems.ts'
import type { RoomAccess } from '../rooms/room/access.ts'
import type { Session } from '../sessions/session.ts'
import { parseInput } from './input.ts'

/**
 * Where a member stands in a room, as JSON text: what the answer of `subscribe` says, for transports whose streams
 * have no such answer. Members only.
 */
export async function position(access: RoomAccess, session: Session, input: unknown): Promise<string> {
  const { roomId } = parseInput(operations.unsubscribe, input)
  const standing = await access.of(session.memberId, roomId)
  if (!standing) throw problem('NOT_A_MEMBER')
  const { lastSeq, readSeq } = standing
  return JSON.stringify({ roomId, position: lastSeq, lastSeq, readSeq })
}
