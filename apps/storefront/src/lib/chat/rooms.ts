import type { ChatSchemas } from '@munova/chat-client/http'

type Room = ChatSchemas['Room']

/** What a row of the list shows of a room; everything else is left out, since pages send their data twice. */
export function rowOf(room: Room) {
  const { id, kind, status, title, product, buyer, epoch, lastSeq, readSeq, unread, lastActivityAt } = room
  const { lastMessage, waitingSince } = room
  return {
    id,
    kind,
    status,
    title,
    imageUrl: product?.imageUrl ?? null,
    buyer,
    epoch,
    lastSeq,
    readSeq,
    unread,
    lastActivityAt,
    waitingSince,
    lastMessage: lastMessage && { senderId: lastMessage.senderId, preview: lastMessage.preview },
  }
}
export type RoomRow = ReturnType<typeof rowOf>

/** The order of the states of a room (docs/protocol.md, inbox). */
export function isNewer(one: RoomRow, other: RoomRow): boolean {
  if (one.epoch !== other.epoch) return one.epoch > other.epoch
  if (one.lastSeq !== other.lastSeq) return one.lastSeq > other.lastSeq
  return (one.readSeq ?? 0) > (other.readSeq ?? 0)
}

/** What a room is called for one of its members: sellers look for the buyer, buyers for the shoe. */
export function nameOf(
  { title, buyer }: Pick<Room, 'title' | 'buyer'>,
  memberId: number,
  words: { withdrawn: string },
): string {
  if (!buyer || buyer.id === memberId) return title
  return `${buyer.name ?? words.withdrawn} · ${title}`
}
