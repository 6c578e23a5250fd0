import { cte, violates } from '@munova/database'
import { InquiryClosed } from '@munova/event-contract'
import { emitInquiryEvent } from '../../inquiry-events/inquiry-event.ts'
import type { RoomLog } from '../../log/room-log.ts'
import { problem } from '../../problems.ts'
import { changeRoom, type OwnedRoom } from './change.ts'

/**
 * From then on nobody can write in the room or join it; members can still read it. Closing an inquiry emits
 * `inquiry.closed`. No effect on a closed room. Throws what `changeRoom` throws.
 */
export async function closeRoom(log: RoomLog, owned: OwnedRoom): Promise<void> {
  await changeRoom(log, owned, (sql, room) => ({
    set: sql`status = 'CLOSED', waiting_since = null`,
    when: sql`${room.name}.status = 'OPEN'`,
    event: 'room.closed',
    content: sql`'{}'::json`,
    also: (changed) => cte(sql, 'event', emitInquiryEvent(sql, InquiryClosed, changed)),
  }))
}

/**
 * No effect on an open room. Throws INQUIRY_OPEN_ELSEWHERE when the buyer has a newer open inquiry on the product
 * (rooms_one_open_inquiry), TITLE_TAKEN when an open group has the title by now, and what `changeRoom` throws.
 */
export async function reopenRoom(log: RoomLog, owned: OwnedRoom): Promise<void> {
  try {
    await changeRoom(log, owned, (sql, room) => ({
      set: sql`status = 'OPEN'`,
      when: sql`${room.name}.status = 'CLOSED'`,
      event: 'room.updated',
      content: sql`json_build_object('status', 'OPEN')`,
    }))
  } catch (error) {
    if (violates(error, 'rooms_one_open_inquiry')) throw problem('INQUIRY_OPEN_ELSEWHERE')
    if (violates(error, 'rooms_group_title')) throw problem('TITLE_TAKEN')
    throw error
  }
}
