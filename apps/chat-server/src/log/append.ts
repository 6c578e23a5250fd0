import type { ChatErrorCode } from '@munova/chat-contract'
import { retryOnce, type Sql, violates } from '@munova/database'
import { type LogEntry, type LogRow, toEntry } from './entry.ts'

/** A message to be stored. `content` is JSON text; a PRODUCT carries `productId` and gets its content here. */
export interface Draft {
  roomId: number
  senderId: number
  clientMessageId: string
  type: string
  content: string
  preview: string | null
  productId: number | null
  replyTo: number | null
}

export type Refusal = Extract<
  ChatErrorCode,
  'NOT_A_MEMBER' | 'ROOM_CLOSED' | 'PRODUCT_NOT_FOUND' | 'REPLY_NOT_FOUND'
>

/** What became of a draft. REPEATED: it had been stored before, under this seq. */
export type Appended = { outcome: 'STORED' | 'REPEATED'; seq: number; sentAt: Date } | { outcome: Refusal }

type AnswerRow = { ord: number; outcome: Appended['outcome'] } & LogRow

/**
 * The statement is repeated when a retry of the same message was committed elsewhere between its snapshot and its
 * lock: that shows as a unique violation. Each repetition sees the winner, so more than two are never needed for one
 * pair; the bound covers batches in which several pairs race.
 */
const MAX_REPETITIONS = 5

/**
 * Stores drafts of many rooms with one statement and answers each, in order. Checks membership and room state under
 * the room's lock, allocates seqs without gaps, and recognises retries by (room, sender, clientMessageId).
 * No two drafts of a batch may share that key. `stored` holds what is new in the log, by seq.
 */
export async function appendBatch(
  sql: Sql,
  drafts: readonly Draft[],
): Promise<{ answers: Appended[]; stored: LogEntry[] }> {
  const rows = await repeatedly(() => retryOnce(() => statement(sql, drafts)))
  const answers = rows
    .toSorted((a, b) => a.ord - b.ord)
    .map(({ outcome, seq, sentAt }): Appended =>
      outcome === 'STORED' || outcome === 'REPEATED' ? { outcome, seq, sentAt } : { outcome },
    )
  const stored = rows.filter((row) => row.outcome === 'STORED').toSorted((a, b) => a.seq - b.seq)
  return { answers, stored: stored.map(toEntry) }
}

async function repeatedly<T>(run: () => Promise<T>): Promise<T> {
  for (let repetition = 1; ; repetition++) {
    try {
      return await run()
    } catch (error) {
      if (repetition === MAX_REPETITIONS || !violates(error)) throw error
    }
  }
}

/**
 * Rooms are locked in id order and before any of their members, as everywhere; so two batches cannot deadlock.
 * `locked` and `writers` see the newest committed state of what they lock, everything else the statement's snapshot:
 * a member who was removed a moment ago is refused. ON CONFLICT DO NOTHING would leave a hole in seq, hence none.
 */
function statement(sql: Sql, drafts: readonly Draft[]) {
  const column = <Key extends keyof Draft>(key: Key) => drafts.map((draft) => draft[key])
  return sql<AnswerRow[]>`
    with input as materialized (
      select * from unnest(
        ${column('roomId')}::bigint[], ${column('senderId')}::bigint[], ${column('clientMessageId')}::uuid[],
        ${column('type')}::text[], ${column('content')}::text[], ${column('preview')}::text[],
        ${column('productId')}::bigint[], ${column('replyTo')}::bigint[]
      ) with ordinality
        as t (room_id, sender_id, client_message_id, type, content, preview, product_id, reply_to, ord)
    ),
    known as materialized (
      select i.ord, m.seq, m.sent_at from input i
      cross join lateral (
        select seq, sent_at from messages m
        where m.room_id = i.room_id and m.sender_id = i.sender_id and m.client_message_id = i.client_message_id
        limit 1
      ) m
    ),
    fresh as materialized (
      select * from input where ord not in (select ord from known)
    ),
    locked as materialized (
      select r.id, r.status, r.owner_id, r.last_seq from rooms r
      where r.id in (select room_id from fresh)
      order by r.id for no key update
    ),
    writers as materialized (
      select m.room_id, m.member_id from locked l
      join room_members m on m.room_id = l.id and m.member_id in (select sender_id from fresh where room_id = l.id)
      for key share of m
    ),
    accepted as materialized (
      select f.*, l.owner_id, s.display_name, p.id as known_product,
        p.name as product_name, p.price as product_price, p.image_url as product_image_url,
        row_number() over (partition by f.room_id order by f.ord) as place
      from fresh f
      join locked l on l.id = f.room_id and l.status = 'OPEN'
      join writers w on w.room_id = f.room_id and w.member_id = f.sender_id
      join members s on s.id = f.sender_id and s.status = 'ACTIVE'
      left join products p on p.id = f.product_id and p.status = 'PUBLISHED'
      where (f.product_id is null or p.id is not null) and (f.reply_to is null or f.reply_to <= l.last_seq)
    ),
    advanced as (
      update rooms r set
        last_seq = r.last_seq + a.count,
        message_count = r.message_count + a.count,
        last_message_seq = r.last_seq + a.count,
        last_message_sender_id = a.last_sender,
        last_message_preview = a.last_preview,
        last_message_at = clock_timestamp(),
        last_activity_at = clock_timestamp(),
        waiting_since = case
          when r.kind <> 'INQUIRY' or a.last_sender = r.owner_id then null
          when a.answered then clock_timestamp()
          else coalesce(r.waiting_since, clock_timestamp()) end
      from (
        select room_id, count(*) as count, bool_or(sender_id = owner_id) as answered,
          (array_agg(sender_id order by place desc))[1] as last_sender,
          (array_agg(coalesce(preview, product_name) order by place desc))[1] as last_preview
        from accepted group by room_id
      ) a
      where r.id = a.room_id
      returning r.id, r.last_seq - a.count as base_seq, r.message_count - a.count as base_no,
        date_trunc('milliseconds', r.last_message_at) as sent_at
    ),
    stored as (
      insert into messages
        (room_id, seq, event, sender_id, client_message_id, type, content, reply_to, message_no, sent_at)
      select a.room_id, b.base_seq + a.place, 'message', a.sender_id, a.client_message_id, a.type,
        case when a.product_id is null then a.content::json else json_build_object('productId', a.product_id,
          'name', a.product_name, 'price', a.product_price, 'imageUrl', a.product_image_url) end,
        a.reply_to, b.base_no + a.place, b.sent_at
      from accepted a join advanced b on b.id = a.room_id
      returning room_id, seq, sender_id, client_message_id, content::text as content, message_no, sent_at
    ),
    -- Whoever writes has read what was there.
    read_by_sender as (
      update room_members m set read_seq = s.seq, read_count = s.message_no
      from (select room_id, sender_id, max(seq) as seq, max(message_no) as message_no from stored group by 1, 2) s
      where m.room_id = s.room_id and m.member_id = s.sender_id
    )
    select i.ord,
      case
        when k.ord is not null then 'REPEATED'
        when st.seq is not null then 'STORED'
        when w.member_id is null or s.id is null then 'NOT_A_MEMBER'
        when l.status <> 'OPEN' then 'ROOM_CLOSED'
        when i.reply_to > l.last_seq then 'REPLY_NOT_FOUND'
        else 'PRODUCT_NOT_FOUND' end as outcome,
      i.room_id as "roomId", coalesce(k.seq, st.seq) as seq, 'message' as event, i.sender_id as "senderId",
      s.display_name as "senderName", i.client_message_id as "clientMessageId", i.type, st.content,
      i.reply_to as "replyTo", coalesce(k.sent_at, st.sent_at) as "sentAt"
    from input i
    left join known k on k.ord = i.ord
    left join stored st on st.room_id = i.room_id and st.sender_id = i.sender_id
      and st.client_message_id = i.client_message_id
    left join locked l on l.id = i.room_id
    left join writers w on w.room_id = i.room_id and w.member_id = i.sender_id
    left join members s on s.id = i.sender_id and s.status = 'ACTIVE'`
}
