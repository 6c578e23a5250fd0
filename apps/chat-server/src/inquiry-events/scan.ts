import { cte, emitEvent, type Fragment, retryOnConnectionLoss, type Sql } from '@munova/database'
import { InquiryAnswered } from '@munova/event-contract'
import { type InquiryColumns, inquiryState } from './inquiry-state.ts'

interface UpdatedInquiry extends InquiryColumns {
  last_message_seq: number
  answered_seq: number
  /** The newest message is the seller's. */
  is_answered: boolean
}

/**
 * Scans rooms in which messages may have been stored since their last scan, and which need not be inquiries: emits
 * `inquiry.answered` and schedules the check for unread messages. Resolves with the number of events. Rejects with a
 * violation of inquiry_event_state_pkey when two nodes scan an inquiry for the first time at once; scan again then.
 */
export async function scanRooms(
  sql: Sql,
  { roomIds, unreadAfterMs }: { roomIds: readonly number[]; unreadAfterMs: number },
): Promise<number> {
  if (roomIds.length === 0) return 0
  const emitted = await retryOnConnectionLoss(() => {
    const updated = cte<UpdatedInquiry>(
      sql,
      'updated',
      sql`
        select r.*, coalesce(s.answered_seq, 0) as answered_seq, r.last_message_sender_id = r.owner_id as is_answered
        from rooms r left join state s on s.room_id = r.id
        where r.id = any(${[...roomIds]}::bigint[]) and r.kind = 'INQUIRY'
          and r.last_message_seq > coalesce(s.seen_seq, 0)`,
    )
    const room = updated.name
    const check = sql`clock_timestamp() + ${unreadAfterMs} * interval '1 millisecond'`
    const answered = emitEvent(sql, InquiryAnswered, {
      key: sql`'inquiry-notices:' || ${room}.id`,
      data: {
        ...inquiryState(sql, room),
        seq: sql`${room}.last_message_seq`,
        waitedSeconds: waitedSeconds(sql, room),
      },
      from: updated,
      where: sql`${room}.is_answered and exists (
        select from messages m
        where m.room_id = ${room}.id and m.seq > ${room}.answered_seq and m.seq < ${room}.last_message_seq
          and m.event = 'message' and m.sender_id = ${room}.buyer_id
      )`,
    })
    // Indexes: the primary keys of inquiry_event_state, rooms and messages. With the lock, events that another node
    // has just emitted are seen.
    return sql`
      with state as materialized (
        select * from inquiry_event_state where room_id = any(${[...roomIds]}::bigint[]) order by room_id for update
      ),
      ${updated.definition},
      first_scans as (
        insert into inquiry_event_state (room_id, seen_seq, answered_seq, check_at)
        select id, last_message_seq, case when is_answered then last_message_seq else 0 end, ${check}
        from ${room} where id not in (select room_id from state)
      ),
      further_scans as (
        update inquiry_event_state s set seen_seq = u.last_message_seq,
          answered_seq = case when u.is_answered then u.last_message_seq else s.answered_seq end,
          check_at = coalesce(s.check_at, ${check})
        from ${room} u where s.room_id = u.id
      )
      ${answered} returning id`
  })
  return emitted.length
}

/** From the buyer's first message that no answer had followed, to the first answer after it. Index: the primary key of messages. */
const waitedSeconds = (sql: Sql, room: Fragment): Fragment => sql`(
  select greatest(0, extract(epoch from answer.sent_at - question.sent_at))::int
  from (
    select seq, sent_at from messages m
    where m.room_id = ${room}.id and m.seq > ${room}.answered_seq and m.event = 'message' and m.sender_id = ${room}.buyer_id
    order by m.seq limit 1
  ) question cross join lateral (
    select sent_at from messages m
    where m.room_id = ${room}.id and m.seq > question.seq and m.event = 'message' and m.sender_id = ${room}.owner_id
    order by m.seq limit 1
  ) answer)`
