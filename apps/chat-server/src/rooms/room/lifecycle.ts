import { type Sql, violates } from '@munova/database'
import type { LogEntry } from '../../log/entry.ts'
import { problem } from '../../problems.ts'
import { inquiryEvent } from '../../inquiry-events/inquiry-event.ts'
import { changeRoom } from './change.ts'

interface OwnedRoom {
  roomId: number
  kind: 'INQUIRY' | 'GROUP'
  ownerId: number
}

/** After this nobody can write or join; reading goes on. */
export async function closeRoom(sql: Sql, room: OwnedRoom): Promise<LogEntry> {
  const { entry } = await changeRoom(sql, {
    ...room,
    set: sql`status = 'CLOSED', waiting_since = null`,
    when: sql`room.status = 'OPEN'`,
    event: 'room.closed',
    content: sql`'{}'::json`,
    also: sql`, told as (${inquiryEvent(sql, 'inquiry.closed')})`,
  })
  if (!entry) throw problem('ALREADY_CLOSED')
  return entry
}

/** An inquiry opens again only while its buyer has no newer one on the product (rooms_one_open_inquiry). */
export async function reopenRoom(sql: Sql, room: OwnedRoom): Promise<LogEntry> {
  try {
    const { entry } = await changeRoom(sql, {
      ...room,
      set: sql`status = 'OPEN'`,
      when: sql`room.status = 'CLOSED'`,
      event: 'room.updated',
      content: sql`json_build_object('status', 'OPEN')`,
    })
    if (!entry) throw problem('ALREADY_OPEN')
    return entry
  } catch (error) {
    if (violates(error, 'rooms_one_open_inquiry')) throw problem('INQUIRY_OPEN_ELSEWHERE')
    throw error
  }
}
