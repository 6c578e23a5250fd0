import type { ReadPosition } from '@munova/chat-contract'
import { retryOnConnectionLoss } from '@munova/database'
import { problem } from '../../problems.ts'
import type { RoomsContext } from '../room/context.ts'

/**
 * Moves a member's read position forward to `seq`: never back, and never past the end of the log. Idempotent. The member's
 * other devices learn of it from their inbox, the other member of an inquiry by a `read` event; in a group of thousands these
 * would be more than the messages. Throws NOT_A_MEMBER.
 */
export async function markRead(
  { sql, inboxSignals, ephemeralEvents }: Pick<RoomsContext, 'sql' | 'inboxSignals' | 'ephemeralEvents'>,
  memberId: number,
  input: { roomId: number; seq: number },
): Promise<ReadPosition> {
  const [position] = await retryOnConnectionLoss(
    () => sql<(ReadPosition & { isMoved: boolean; isInquiry: boolean })[]>`
      with target as (
        select l.room_id, l.seq, l.message_no from messages l join rooms r on r.id = l.room_id
        where l.room_id = ${input.roomId} and l.seq = least(${input.seq}::bigint, r.last_seq)
      ),
      advanced as (
        update room_members m set read_seq = t.seq, read_count = t.message_no from target t
        where m.room_id = t.room_id and m.member_id = ${memberId} and m.read_seq < t.seq
        returning m.read_seq, m.read_count
      )
      select m.room_id as "roomId", coalesce(a.read_seq, m.read_seq) as seq,
        (r.message_count - coalesce(a.read_count, m.read_count))::int as unread,
        a.read_seq is not null as "isMoved", r.kind = 'INQUIRY' as "isInquiry"
      from room_members m join rooms r on r.id = m.room_id left join advanced a on true
      where m.room_id = ${input.roomId} and m.member_id = ${memberId}`,
  )
  if (!position) throw problem('NOT_A_MEMBER')
  const { isMoved, isInquiry, ...result } = position
  if (isMoved) inboxSignals.roomChanged(input.roomId)
  if (isMoved && isInquiry) ephemeralEvents.read({ roomId: input.roomId, memberId, readSeq: result.seq })
  return result
}
