import type { Room } from '@munova/chat-contract'
import type { Sql } from '@munova/database'
import { firstReadableSeq } from '../../log/readable.ts'
import { problem } from '../../problems.ts'

export interface RoomPage {
  items: Room[]
  nextCursor: string | null
}

/** The columns of a `RoomRow`, for a statement that reads rooms as `r` and the requesting member's row, if any, as `m`. */
export const roomColumns = (sql: Sql) => sql`
  r.id, r.kind, r.status, r.title, r.owner_id as "ownerId", r.member_count as "memberCount",
  r.max_members as "maxMembers", r.tags, r.history_visibility as "historyVisibility", r.product_id as "productId", r.product_name as "productName",
  r.product_price as "productPrice", r.product_image_url as "productImageUrl", r.buyer_id as "buyerId",
  (select display_name from members where id = r.buyer_id) as "buyerName", r.waiting_since as "waitingSince",
  r.epoch, r.last_seq as "lastSeq", r.last_message_seq as "lastMessageSeq", r.last_message_sender_id as "lastMessageSenderId",
  r.last_message_preview as "lastMessagePreview", r.last_message_at as "lastMessageAt",
  m.member_id is not null and r.last_message_seq >= ${firstReadableSeq(sql)} as "isLastMessageReadable",
  m.read_seq as "readSeq",
  (select p.read_seq from room_members p
    where r.kind = 'INQUIRY' and p.room_id = r.id and p.member_id <> m.member_id) as "peerReadSeq",
  greatest(r.message_count - m.read_count, 0)::int as unread,
  r.created_at as "createdAt", r.last_activity_at as "lastActivityAt"`

export interface RoomRow {
  id: number
  kind: Room['kind']
  status: Room['status']
  title: string
  ownerId: number
  memberCount: number
  maxMembers: number
  tags: number[]
  historyVisibility: Room['historyVisibility']
  productId: number | null
  productName: string | null
  productPrice: number | null
  productImageUrl: string | null
  buyerId: number | null
  buyerName: string | null
  waitingSince: Date | null
  epoch: number
  lastSeq: number
  lastMessageSeq: number | null
  lastMessageSenderId: number | null
  lastMessagePreview: string | null
  lastMessageAt: Date | null
  /** False for who is not in the room; null without a last message. */
  isLastMessageReadable: boolean | null
  readSeq: number | null
  peerReadSeq: number | null
  unread: number | null
  createdAt: Date
  lastActivityAt: Date
}

/** A room as the requesting member sees it; without a read position if they are not in it, and a last message that they may not read. */
export function toRoom(row: RoomRow): Room {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    title: row.title,
    ownerId: row.ownerId,
    memberCount: row.memberCount,
    maxMembers: row.maxMembers,
    tags: row.tags,
    historyVisibility: row.historyVisibility,
    product:
      row.productId === null
        ? null
        : {
            id: row.productId,
            name: row.productName ?? '',
            price: row.productPrice ?? 0,
            imageUrl: row.productImageUrl,
          },
    buyer: row.buyerId === null ? null : { id: row.buyerId, name: row.buyerName },
    waitingSince: row.waitingSince?.toISOString() ?? null,
    epoch: row.epoch,
    lastSeq: row.lastSeq,
    lastMessage:
      row.isLastMessageReadable && row.lastMessageSeq !== null
        ? {
            seq: row.lastMessageSeq,
            senderId: row.lastMessageSenderId!,
            preview: row.lastMessagePreview ?? '',
            sentAt: row.lastMessageAt!.toISOString(),
          }
        : null,
    readSeq: row.readSeq,
    peerReadSeq: row.peerReadSeq,
    unread: row.unread ?? 0,
    createdAt: row.createdAt.toISOString(),
    lastActivityAt: row.lastActivityAt.toISOString(),
  }
}

/** One room as a member, or a guest, sees it. Throws ROOM_NOT_FOUND. */
export async function getRoom(sql: Sql, memberId: number | undefined, roomId: number): Promise<Room> {
  const [row] = await sql<RoomRow[]>`
    select ${roomColumns(sql)} from rooms r
    left join room_members m on m.room_id = r.id and m.member_id = ${memberId ?? null}::bigint
    where r.id = ${roomId}`
  if (!row) throw problem('ROOM_NOT_FOUND')
  return toRoom(row)
}
