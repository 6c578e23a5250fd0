import { cte, emitEvent, retryOnConnectionLoss, type Sql } from '@munova/database'
import { MessageUnread } from '@munova/event-contract'
import { type InquiryColumns, inquiryState } from './inquiry-state.ts'

/** A member of an inquiry with an unread message, and the inquiry. */
interface UnreadMember extends InquiryColumns {
  member_id: number
  is_buyer: boolean
  unread: number
  last_message_seq: number
  notify_at: Date
}

/**
 * Emits `chat.message.unread` for members of inquiries whose oldest unread message is older than `unreadAfterMs`; for
 * each member once until they have read. Checks at most `limit` inquiries that are due. Resolves with the number of
 * inquiries checked and of events emitted.
 */
export async function emitUnreadEvents(
  sql: Sql,
  { unreadAfterMs, limit }: { unreadAfterMs: number; limit: number },
): Promise<{ checked: number; emitted: number }> {
  // Index inquiry_event_state_due; then the primary keys of rooms, room_members and messages.
  const [counts] = await retryOnConnectionLoss(() => {
    const unread = cte<UnreadMember>(
      sql,
      'unread',
      sql`
        select r.*, m.member_id, m.member_id = r.buyer_id as is_buyer, r.message_count - m.read_count as unread,
          oldest.sent_at + ${unreadAfterMs} * interval '1 millisecond' as notify_at
        from due d
          join rooms r on r.id = d.room_id
          join room_members m on m.room_id = d.room_id and m.member_id in (r.buyer_id, r.owner_id)
          cross join lateral (
            select sent_at from messages l
            where l.room_id = d.room_id and l.seq > m.read_seq and l.event = 'message'
            order by l.seq limit 1
          ) oldest
        where r.message_count > m.read_count
          and case when m.member_id = r.buyer_id then d.buyer_notified_seq else d.seller_notified_seq end <= m.read_seq`,
      { materialized: true },
    )
    const overdue = cte<UnreadMember>(
      sql,
      'overdue',
      sql`select * from ${unread.name} where notify_at <= clock_timestamp()`,
    )
    const event = emitEvent(sql, MessageUnread, {
      key: sql`'inquiry-notices:' || ${overdue.name}.id`,
      data: {
        ...inquiryState(sql, overdue.name),
        memberId: sql`${overdue.name}.member_id`,
        unread: sql`${overdue.name}.unread`,
        seq: sql`${overdue.name}.last_message_seq`,
      },
      from: overdue,
    })
    return sql<[{ checked: number; emitted: number }]>`
      with due as materialized (
        select * from inquiry_event_state where check_at <= clock_timestamp()
        order by check_at limit ${limit} for update skip locked
      ),
      ${unread.definition},
      ${overdue.definition},
      rescheduled as (
        update inquiry_event_state s set
          check_at = (
            select min(notify_at) from ${unread.name} u where u.id = s.room_id and notify_at > clock_timestamp()),
          buyer_notified_seq = coalesce(
            (select last_message_seq from ${overdue.name} o where o.id = s.room_id and is_buyer),
            s.buyer_notified_seq),
          seller_notified_seq = coalesce(
            (select last_message_seq from ${overdue.name} o where o.id = s.room_id and not is_buyer),
            s.seller_notified_seq)
        from due where s.room_id = due.room_id
      ),
      event as (${event} returning id)
      select (select count(*) from due) as checked, (select count(*) from event) as emitted`
  })
  return counts
}
