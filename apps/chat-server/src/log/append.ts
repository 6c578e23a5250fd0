import type { ChatErrorCode } from '@munova/chat-contract'
import { retryOnConnectionLoss, type Sql, violates } from '@munova/database'
import { retry } from '@munova/service'
import type { LogEntry } from './entry.ts'
import { pictureParts } from './picture-parts.ts'
import { firstReadableSeq } from './readable.ts'
import { toEntry } from './row.ts'

/**
 * A message to be stored. `content` is JSON text. A draft with a `productId`, an `orderId` or a `pictureId` gets its
 * content when it is stored, from the projection or from the picture.
 */
export interface MessageDraft {
  roomId: number
  senderId: number
  clientMessageId: string
  type: string
  content: string
  preview: string | null
  productId: number | null
  orderId: number | null
  pictureId: string | null
  replyTo: number | null
}

export type AppendRejection = Extract<
  ChatErrorCode,
  | 'NOT_A_MEMBER'
  | 'ROOM_CLOSED'
  | 'PRODUCT_NOT_FOUND'
  | 'ORDER_NOT_FOUND'
  | 'PICTURE_NOT_FOUND'
  | 'REPLY_NOT_FOUND'
  | 'CLIENT_MESSAGE_ID_REUSED'
>

/**
 * DUPLICATE: the message had been stored before, with this seq. CLIENT_MESSAGE_ID_REUSED: another message of the sender is
 * stored under this id.
 */
export type AppendResult =
  { outcome: 'STORED' | 'DUPLICATE'; seq: number; sentAt: Date } | { outcome: AppendRejection }

/** LOCKED: another statement holds the lock of the room, and nothing was done. */
export type BatchResult = AppendResult | { outcome: 'LOCKED' }

/**
 * A row of the statement. STORED and DUPLICATE have a seq; only STORED has a name, and only a card `content`: the text of
 * all others is in the draft.
 */
interface ResultRow {
  roomId: number
  senderId: number
  clientMessageId: string
  outcome: BatchResult['outcome']
  seq: number
  sentAt: Date
  senderName: string | null
  content: string | null
}

/**
 * A unique violation means that another statement committed the same message between this one's snapshot and its lock.
 * The next run sees it. One pair of equal messages needs two runs; the bound covers batches in which several pairs race.
 */
const MAX_ATTEMPTS = 5

/**
 * Stores drafts of many rooms with one statement, and gives a result for each, in order. Checks membership and room state
 * under the room's lock, allocates seqs without gaps, and recognises duplicates by (room, sender, clientMessageId) and by
 * what the client sent: the server's part of a card changes with its product or order.
 * No two drafts of a batch may share that key. `stored` are the new entries of the log, by seq. `locked`: whether drafts of
 * rooms whose lock is not free are skipped, with the outcome LOCKED, or wait for it.
 */
export async function appendBatch(
  sql: Sql,
  drafts: readonly MessageDraft[],
  { locked }: { locked: 'skip' | 'wait' },
): Promise<{ results: BatchResult[]; stored: LogEntry[] }> {
  const rows = await retry(() => retryOnConnectionLoss(() => appendStatement(sql, drafts, locked)), {
    attempts: MAX_ATTEMPTS,
    when: violates,
  })
  const byKey = new Map(rows.map((row) => [idempotencyKey(row), row]))
  const stored: LogEntry[] = []
  const results = drafts.map((draft): BatchResult => {
    const row = byKey.get(idempotencyKey(draft))!
    if (row.outcome === 'STORED') {
      const content = row.content ?? draft.content
      stored.push(toEntry({ ...draft, ...row, content, event: 'message' }))
    }
    return row.outcome === 'STORED' || row.outcome === 'DUPLICATE'
      ? { outcome: row.outcome, seq: row.seq, sentAt: row.sentAt }
      : { outcome: row.outcome }
  })
  return { results, stored }
}

/** Two drafts with the same key are the same message, or its sender has used the `clientMessageId` twice. */
export function idempotencyKey(draft: Pick<MessageDraft, 'roomId' | 'senderId' | 'clientMessageId'>): string {
  return `${draft.roomId}:${draft.senderId}:${draft.clientMessageId}`
}

/** Whether two drafts with the same key are what the sender wrote once. A card is compared by what it refers to. */
export function isSameMessage(one: MessageDraft, other: MessageDraft): boolean {
  return one.type === other.type && one.content === other.content && one.replyTo === other.replyTo
}

/**
 * Rooms are locked in id order and before any of their members, as in every statement, so that two batches cannot
 * deadlock. `locked` and `writers` see the newest committed state of the rows they lock, the other CTEs the statement's
 * snapshot: a member who was removed a moment ago is rejected. ON CONFLICT DO NOTHING would leave a gap in seq, so it is
 * not used.
 *
 * The cost must grow with the batch and not with its square, and the planner does not know the size of a batch.
 * Therefore outcomes are decided by hashed `in (select …)`, tables are read by their keys, and the one join between two
 * results is a FULL join, which is never executed as nested loops; both sides always match.
 */
function appendStatement(sql: Sql, drafts: readonly MessageDraft[], locked: 'skip' | 'wait') {
  const column = <Key extends keyof MessageDraft>(key: Key) => drafts.map((draft) => draft[key])
  const rooms = [...new Set(column('roomId'))]
  const writers = [...new Map(drafts.map((draft) => [`${draft.roomId}:${draft.senderId}`, draft])).values()]
  const orders = orderCards(sql, column('orderId'))
  const pictures = pictureParts(sql, column('pictureId'))
  return sql<ResultRow[]>`
    with input as materialized (
      select * from unnest(
        ${column('roomId')}::bigint[], ${column('senderId')}::bigint[], ${column('clientMessageId')}::uuid[],
        ${column('type')}::text[], ${column('content')}::text[], ${column('preview')}::text[],
        ${column('productId')}::bigint[], ${column('replyTo')}::bigint[]${orders.values}${pictures.values}
      ) with ordinality
        as t (room_id, sender_id, client_message_id, type, content, preview, product_id, reply_to${orders.name}${pictures.name}, ord)
    ),
    duplicates as materialized (
      select i.ord, i.room_id, i.sender_id, i.client_message_id, m.seq, m.sent_at,
        m.type = i.type and m.reply_to is not distinct from i.reply_to and case
          when i.product_id is not null then (m.content->>'productId')::bigint = i.product_id
          ${orders.isSame} ${pictures.isSame}
          else m.content::text = i.content end as is_same
      from input i
      cross join lateral (
        select seq, sent_at, type, reply_to, content from messages m
        where m.room_id = i.room_id and m.sender_id = i.sender_id and m.client_message_id = i.client_message_id
        limit 1
      ) m
    ),
    locked as materialized (
      select id, status from rooms where id = any(${rooms}::bigint[]) order by id
      for no key update${locked === 'skip' ? sql` skip locked` : sql``}
    ),
    writers as materialized (
      select m.room_id, m.member_id
      from unnest(
        ${writers.map(({ roomId }) => roomId)}::bigint[], ${writers.map(({ senderId }) => senderId)}::bigint[]
      ) as w (room_id, sender_id)
      join room_members m on m.room_id = w.room_id and m.member_id = w.sender_id
      join members s on s.id = w.sender_id and s.status = 'ACTIVE'
      where w.room_id in (select id from locked)
      for key share of m
    ),
    decided as materialized (
      select i.*, case
        when i.ord in (select ord from duplicates) then 'DUPLICATE'
        when i.room_id not in (select id from locked) and exists (select from rooms where id = i.room_id)
          then 'LOCKED'
        when (i.room_id, i.sender_id) not in (select room_id, member_id from writers) then 'NOT_A_MEMBER'
        when i.room_id not in (select id from locked where status = 'OPEN') then 'ROOM_CLOSED'
        when i.reply_to is not null and not exists (
          select from messages e join rooms r on r.id = e.room_id
          join room_members m on m.room_id = e.room_id and m.member_id = i.sender_id
          where e.room_id = i.room_id and e.seq = i.reply_to and e.event = 'message' and e.seq >= ${firstReadableSeq(sql)})
          then 'REPLY_NOT_FOUND'
        when i.product_id is not null
          and not exists (select from products p where p.id = i.product_id and p.status = 'PUBLISHED')
          then 'PRODUCT_NOT_FOUND'
        ${orders.rejection} ${pictures.rejection}
        else 'STORED' end as outcome
      from input i
    ),
    accepted as materialized (
      select j.room_id, j.sender_id, j.client_message_id, j.type, j.reply_to,
        coalesce(j.preview, p.name${orders.title}) as preview,
        case ${orders.content} ${pictures.content} when p.id is null then j.content::json else json_build_object(
          'productId', p.id, 'name', p.name, 'price', p.price, 'imageUrl', p.image_url) end as content,
        row_number() over (partition by j.room_id order by j.ord) as place
      from decided j left join products p on p.id = j.product_id ${orders.join} ${pictures.join}
      where j.outcome = 'STORED'
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
          when r.owner_id = any(a.senders) then clock_timestamp()
          else coalesce(r.waiting_since, clock_timestamp()) end
      from (
        select room_id, count(*) as count, array_agg(sender_id) as senders,
          (array_agg(sender_id order by place desc))[1] as last_sender,
          (array_agg(preview order by place desc))[1] as last_preview
        from accepted group by room_id
      ) a
      where r.id = a.room_id
      returning r.id, r.last_seq - a.count as base_seq, r.message_count - a.count as base_no,
        date_trunc('milliseconds', r.last_message_at) as sent_at
    ),
    stored as (
      insert into messages
        (room_id, seq, event, sender_id, client_message_id, type, content, reply_to, message_no, sent_at)
      select a.room_id, b.base_seq + a.place, 'message', a.sender_id, a.client_message_id, a.type, a.content,
        a.reply_to, b.base_no + a.place, b.sent_at
      from accepted a full join advanced b on b.id = a.room_id
      returning room_id, seq, sender_id, client_message_id, message_no, sent_at,
        -- What the sender wrote need not travel back: a batch of long texts would fill the socket of a slow process.
        case when type in ('PRODUCT', 'ORDER', 'IMAGE') then content::text end as content
    ),
    -- A sender has read everything up to the own message.
    read_by_sender as (
      update room_members m set read_seq = s.seq, read_count = s.message_no
      from (select room_id, sender_id, max(seq) as seq, max(message_no) as message_no from stored group by 1, 2) s
      where m.room_id = s.room_id and m.member_id = s.sender_id
    )${pictures.sent}
    select room_id as "roomId", sender_id as "senderId", client_message_id as "clientMessageId", 'STORED' as outcome,
      seq, sent_at as "sentAt", (select display_name from members where id = sender_id) as "senderName", content
    from stored
    union all
    select room_id, sender_id, client_message_id,
      case when is_same then 'DUPLICATE' else 'CLIENT_MESSAGE_ID_REUSED' end, seq, sent_at, null, null
    from duplicates
    union all
    select room_id, sender_id, client_message_id, outcome, null, null, null, null from decided
    where outcome not in ('STORED', 'DUPLICATE')`
}

/**
 * The parts of the statement that deal with orders; empty when no draft of the batch has one, as in nearly all batches.
 * The order must be the sender's own, and the room the inquiry with one of its sellers.
 */
function orderCards(sql: Sql, ids: readonly (number | null)[]) {
  const none = sql``
  if (ids.every((id) => id === null)) {
    return { values: none, name: none, isSame: none, rejection: none, title: none, content: none, join: none }
  }
  const order = sql`
    select o.* from orders o join rooms r on r.owner_id = o.seller_id and r.kind = 'INQUIRY'`
  return {
    values: sql`, ${[...ids]}::bigint[]`,
    name: sql`, order_id`,
    isSame: sql`when i.order_id is not null then (m.content->>'orderId')::bigint = i.order_id`,
    rejection: sql`
      when i.order_id is not null and not exists (
        ${order} where o.id = i.order_id and o.buyer_id = i.sender_id and r.id = i.room_id)
        then 'ORDER_NOT_FOUND'`,
    title: sql`, o.title`,
    content: sql`when o.id is not null then json_build_object('orderId', o.id, 'number', o.number, 'title', o.title,
      'items', o.items, 'total', o.total, 'status', o.status)`,
    join: sql`
      left join lateral (${order} where o.id = j.order_id and r.id = j.room_id) o on true`,
  }
}
