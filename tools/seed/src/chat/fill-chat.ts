import type { Sql } from '@munova/database'
import { column } from '../database/column.ts'
import type { SeedShop } from '../shop/fill-commerce.ts'
import { fillOnce, marker } from '../database/seed-marker.ts'
import type { SeedMessage, SeedRoom } from './room-log.ts'
import { seedRooms } from './rooms.ts'

/**
 * Fills an empty, migrated chat database with rooms, and with the members and products shown in their lists. The other
 * members and products arrive with the snapshot that chat-server requests at its next start.
 */
export function fillChat(sql: Sql, seed: number, shop: SeedShop): Promise<{ filled: boolean }> {
  // Members and products may exist: chat-server receives them through events.
  const tables = ['rooms']
  return fillOnce(sql, {
    seed,
    tables,
    write: () => writeRooms(sql, { seed, rooms: seedRooms(seed, shop), shop }),
  })
}

/** A single statement, hence atomic. Existing rows of the projection are at least as new and stay. */
async function writeRooms(
  sql: Sql,
  { seed, rooms, shop }: { seed: number; rooms: SeedRoom[]; shop: SeedShop },
): Promise<void> {
  const memberIds = new Set(rooms.flatMap((room) => room.members.map(({ memberId }) => memberId)))
  const productIds = new Set(rooms.flatMap(productIdsOf))
  const members = shop.members.filter(({ id }) => memberIds.has(id))
  const products = shop.products.filter(({ id }) => productIds.has(id))
  const messages = rooms.flatMap((room) => room.messages)
  const roomMembers = rooms.flatMap((room) => room.members)
  const rows = rooms.map(toRow)
  const inquiries = rows.filter(({ kind }) => kind === 'INQUIRY').map(({ id }) => id)
  const groupMembers = rooms.filter(({ script }) => !script.inquiry).flatMap((room) => room.members)
  const groupsOf = (id: number) => groupMembers.filter(({ memberId }) => memberId === id).length
  const firstJoin = (id: number) => roomMembers.find(({ memberId }) => memberId === id)!.joinedAt

  await sql`
    with marker as (${marker(sql, seed)}),
    snapshot as (update projection set completed_at = null),
    m as (
      insert into members (id, display_name, role, status, revision, group_count, changed_at)
      select id, name, role, 'ACTIVE', revision, groups, joined_at from unnest(${column(members, 'id')}::bigint[],
        ${column(members, 'name')}::text[], ${column(members, 'role')}::text[],
        ${column(members, 'revision')}::bigint[], ${members.map(({ id }) => groupsOf(id))}::int[],
        ${sql.array(members.map(({ id }) => firstJoin(id)))}) as t (id, name, role, revision, groups, joined_at)
      on conflict (id) do update set group_count = excluded.group_count
    ),
    p as (
      insert into products (id, seller_id, name, price, image_url, status, revision)
      select * from unnest(${column(products, 'id')}::bigint[], ${column(products, 'sellerId')}::bigint[],
        ${column(products, 'name')}::text[], ${column(products, 'price')}::bigint[],
        ${products.map(({ images }) => images[0] ?? null)}::text[], ${column(products, 'status')}::text[],
        ${column(products, 'revision')}::bigint[])
      on conflict (id) do nothing
    ),
    r as (
      insert into rooms (id, kind, title, owner_id, member_count, max_members, tags, buyer_id, product_id,
        product_name, product_price, product_image_url, waiting_since, last_seq, message_count, last_message_seq,
        last_message_sender_id, last_message_preview, last_message_at, created_at, last_activity_at)
        overriding system value
      select id, kind, title, "ownerId", "memberCount", "maxMembers",
        array(select json_array_elements_text(tags)::bigint), "buyerId", "productId",
        "productName", "productPrice", "productImageUrl", "waitingSince", "lastSeq", "messageCount",
        "lastMessageSeq", "lastMessageSenderId", "lastMessagePreview", "lastMessageAt", "createdAt", "lastActivityAt"
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as t (
        id bigint, kind text, title text, "ownerId" bigint, "memberCount" int, "maxMembers" int, tags json,
        "buyerId" bigint, "productId" bigint, "productName" text, "productPrice" bigint, "productImageUrl" text,
        "waitingSince" timestamptz, "lastSeq" bigint, "messageCount" bigint, "lastMessageSeq" bigint,
        "lastMessageSenderId" bigint, "lastMessagePreview" text, "lastMessageAt" timestamptz,
        "createdAt" timestamptz, "lastActivityAt" timestamptz)
    ),
    rm as (
      insert into room_members (room_id, member_id, role, joined_at, read_seq, read_count, is_inquiry)
      select m.*, room_id = any(${inquiries}::bigint[]) from unnest(
        ${column(roomMembers, 'roomId')}::bigint[], ${column(roomMembers, 'memberId')}::bigint[],
        ${column(roomMembers, 'role')}::text[], ${sql.array(column(roomMembers, 'joinedAt'))},
        ${column(roomMembers, 'readSeq')}::bigint[], ${column(roomMembers, 'readCount')}::bigint[]
      ) as m (room_id, member_id, role, joined_at, read_seq, read_count)
    ),
    l as (
      insert into messages
        (room_id, seq, event, sender_id, client_message_id, type, content, reply_to, message_no, sent_at)
      select room_id, seq, event, sender_id, client_message_id, type, content::json, reply_to, message_no, sent_at
      from unnest(${column(messages, 'roomId')}::bigint[], ${column(messages, 'seq')}::bigint[],
        ${column(messages, 'event')}::text[], ${column(messages, 'senderId')}::bigint[],
        ${column(messages, 'clientMessageId')}::uuid[], ${column(messages, 'type')}::text[],
        ${column(messages, 'content')}::text[], ${column(messages, 'replyTo')}::bigint[],
        ${column(messages, 'messageNo')}::bigint[], ${sql.array(column(messages, 'sentAt'))}
      ) as t (room_id, seq, event, sender_id, client_message_id, type, content, reply_to, message_no, sent_at)
    )
    select setval(pg_get_serial_sequence('rooms', 'id'), ${rooms.length})`
}

/** The columns of `rooms` that chat-server maintains with the log. */
function toRow({ script, messages, members, waitingSince }: SeedRoom) {
  const { inquiry } = script
  const last = messages.findLast(({ event }) => event === 'message')
  const newest = messages.at(-1)
  return {
    id: script.id,
    kind: inquiry ? 'INQUIRY' : 'GROUP',
    title: script.title,
    ownerId: script.ownerId,
    memberCount: members.length,
    maxMembers: script.maxMembers,
    tags: script.tags,
    buyerId: inquiry?.buyerId ?? null,
    productId: inquiry?.product.productId ?? null,
    productName: inquiry?.product.name ?? null,
    productPrice: inquiry?.product.price ?? null,
    productImageUrl: inquiry?.product.imageUrl ?? null,
    waitingSince,
    lastSeq: messages.length,
    messageCount: newest?.messageNo ?? 0,
    lastMessageSeq: last?.seq ?? null,
    lastMessageSenderId: last?.senderId ?? null,
    lastMessagePreview: last ? previewOf(last) : null,
    lastMessageAt: last?.sentAt ?? null,
    createdAt: script.openedAt,
    lastActivityAt: newest?.sentAt ?? script.openedAt,
  }
}

function previewOf({ content }: SeedMessage): string {
  const { text, name } = JSON.parse(content) as { text?: string; name?: string }
  return text ?? name ?? ''
}

function productIdsOf({ script }: SeedRoom): number[] {
  const shared = script.steps.flatMap((step) => ('product' in step ? [step.product.productId] : []))
  return script.inquiry ? [script.inquiry.product.productId, ...shared] : shared
}
