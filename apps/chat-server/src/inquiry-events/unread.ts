import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { inquiryState } from './inquiry-event.ts'

/**
 * Tells of members of inquiries whose oldest unread message is older than `unreadAfterMs`, and who were not told since
 * they last read. Looks at `limit` inquiries whose time has come; answers how many it found and how many it told of.
 */
export async function tellUnread(
  sql: Sql,
  { unreadAfterMs, limit }: { unreadAfterMs: number; limit: number },
): Promise<{ looked: number; told: number }> {
  // Index inquiry_notices_due; then the primary keys of rooms, room_members and messages.
  const [outcome] = await retryOnConnectionLoss(
    () => sql<[{ looked: number; told: number }]>`
      with due as materialized (
        select * from inquiry_notices where look_at <= clock_timestamp()
        order by look_at limit ${limit} for update skip locked
      ), waiting as materialized (
        select d.room_id, m.member_id, m.member_id = r.buyer_id as is_buyer, r.message_count - m.read_count as unread,
          r.last_message_seq as seq, oldest.sent_at + ${unreadAfterMs} * interval '1 millisecond' as tell_at
        from due d
          join rooms r on r.id = d.room_id
          join room_members m on m.room_id = d.room_id and m.member_id in (r.buyer_id, r.owner_id)
          cross join lateral (
            select sent_at from messages l
            where l.room_id = d.room_id and l.seq > m.read_seq and l.event = 'message'
            order by l.seq limit 1
          ) oldest
        where r.message_count > m.read_count
          and case when m.member_id = r.buyer_id then d.buyer_told_seq else d.seller_told_seq end <= m.read_seq
      ), told as (
        select * from waiting where tell_at <= clock_timestamp()
      ), moved as (
        update inquiry_notices n set
          look_at = (select min(tell_at) from waiting w where w.room_id = n.room_id and tell_at > clock_timestamp()),
          buyer_told_seq = coalesce((select seq from told where room_id = n.room_id and is_buyer), n.buyer_told_seq),
          seller_told_seq =
            coalesce((select seq from told where room_id = n.room_id and not is_buyer), n.seller_told_seq)
        from due where n.room_id = due.room_id
      ), event as (
        insert into outbox (type, version, key, data)
        select 'chat.message.unread', 1, 'inquiry-notices:' || r.id, ${inquiryState(sql)} || jsonb_build_object(
          'memberId', told.member_id, 'unread', told.unread, 'seq', told.seq)
        from told join rooms r on r.id = told.room_id
        returning id
      )
      select (select count(*) from due) as looked, (select count(*) from event) as told`,
  )
  return outcome
}
