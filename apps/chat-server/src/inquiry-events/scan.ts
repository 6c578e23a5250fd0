import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { inquiryState } from './inquiry-event.ts'

/** Rooms, not all of them inquiries, in which something may have been written. */
export interface Look {
  rooms: readonly number[]
  unreadAfterMs: number
}

/**
 * Looks at what was written in inquiries since the last look: tells of answers, and sets down when to look whether it
 * was read. Answers how many events that made. Fails with a unique violation when two nodes look at an inquiry for the
 * first time at once; the loser looks again.
 */
export async function lookAtRooms(sql: Sql, { rooms, unreadAfterMs }: Look): Promise<number> {
  if (rooms.length === 0) return 0
  // Indexes: the primary keys of inquiry_notices, rooms and messages. The lock shows what another node told meanwhile.
  const told = await retryOnConnectionLoss(
    () => sql`
      with known as materialized (
        select * from inquiry_notices where room_id = any(${[...rooms]}::bigint[]) order by room_id for update
      ), news as (
        select r.*, coalesce(k.answered_seq, 0) as answered_seq, r.last_message_sender_id = r.owner_id as answered
        from rooms r left join known k on k.room_id = r.id
        where r.id = any(${[...rooms]}::bigint[]) and r.kind = 'INQUIRY'
          and r.last_message_seq > coalesce(k.seen_seq, 0)
      ), begun as (
        insert into inquiry_notices (room_id, seen_seq, answered_seq, look_at)
        select id, last_message_seq, case when answered then last_message_seq else 0 end,
          clock_timestamp() + ${unreadAfterMs} * interval '1 millisecond'
        from news where id not in (select room_id from known)
      ), moved as (
        update inquiry_notices n set seen_seq = news.last_message_seq,
          answered_seq = case when news.answered then news.last_message_seq else n.answered_seq end,
          look_at = coalesce(n.look_at, clock_timestamp() + ${unreadAfterMs} * interval '1 millisecond')
        from news where n.room_id = news.id
      )
      insert into outbox (type, version, key, data)
      select 'inquiry.answered', 1, 'inquiry-notices:' || r.id,
        ${inquiryState(sql)} || jsonb_build_object('seq', r.last_message_seq)
      from news r
      where r.answered and exists (
        select from messages m
        where m.room_id = r.id and m.seq > r.answered_seq and m.seq < r.last_message_seq
          and m.event = 'message' and m.sender_id = r.buyer_id
      )
      returning id`,
  )
  return told.length
}

/** Inquiries by ascending id, for a look at all of them. */
export async function inquiriesAfter(sql: Sql, after: number, limit: number): Promise<number[]> {
  const rows = await retryOnConnectionLoss(
    () => sql<{ id: number }[]>`
      select id from rooms where id > ${after} and kind = 'INQUIRY' order by id limit ${limit}`,
  )
  return rows.map(({ id }) => id)
}
