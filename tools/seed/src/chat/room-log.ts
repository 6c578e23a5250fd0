import { minutesAfter } from '../deterministic/calendar.ts'
import type { Random } from '../deterministic/random.ts'

/** One step in a room. `read` moves the member's read position to the end of the log. */
export type Step =
  | { by: number; text: string; replyTo?: number }
  | { by: number; product: ProductCard }
  | { by: number; action: 'join' | 'read' }

/** A product as shown in a message or an inquiry. */
export interface ProductCard {
  productId: number
  name: string
  price: number
  imageUrl: string | null
}

export interface RoomScript {
  id: number
  title: string
  ownerId: number
  maxMembers: number
  tags: number[]
  /** Makes it an inquiry, with the buyer as its second member. */
  inquiry?: { buyerId: number; product: ProductCard }
  openedAt: Date
  steps: Step[]
}

export interface SeedMessage {
  roomId: number
  seq: number
  event: string
  senderId: number
  clientMessageId: string | null
  type: string | null
  content: string
  replyTo: number | null
  messageNo: number
  sentAt: Date
}

export interface SeedRoomMember {
  roomId: number
  memberId: number
  role: 'OWNER' | 'MEMBER'
  joinedAt: Date
  readSeq: number
  readCount: number
}

/** A room with the log of its script, as chat-server would have written it. */
export interface SeedRoom {
  script: RoomScript
  messages: SeedMessage[]
  members: SeedRoomMember[]
  waitingSince: Date | null
}

/** Maximum length of a message preview in room lists; the texts of the seed are no longer. */
const previewLength = 60

/** Builds the log of a script. */
export function buildRoom(random: Random, script: RoomScript): SeedRoom {
  const { id: roomId, ownerId, inquiry, openedAt } = script
  const messages: SeedMessage[] = []
  const member = (memberId: number, role: SeedRoomMember['role'], joinedAt: Date): SeedRoomMember => ({
    roomId,
    memberId,
    role,
    joinedAt,
    readSeq: messages.length,
    readCount: messages.at(-1)?.messageNo ?? 0,
  })
  const members = [member(ownerId, 'OWNER', openedAt)]
  if (inquiry) members.push(member(inquiry.buyerId, 'MEMBER', openedAt))
  let waitingSince: Date | null = null
  let now = openedAt

  const log = (senderId: number, entry: Pick<SeedMessage, 'event' | 'type' | 'content' | 'replyTo'>) => {
    const isMessage = entry.event === 'message'
    messages.push({
      ...entry,
      roomId,
      senderId,
      seq: messages.length + 1,
      sentAt: now,
      clientMessageId: isMessage ? random.uuid() : null,
      messageNo: (messages.at(-1)?.messageNo ?? 0) + Number(isMessage),
    })
  }
  const read = (memberId: number) => {
    const reader = members.find((candidate) => candidate.memberId === memberId)
    if (!reader) throw new Error(`member ${memberId} is not in room ${roomId}`)
    reader.readSeq = messages.length
    reader.readCount = messages.at(-1)?.messageNo ?? 0
  }
  for (const step of script.steps) {
    now = minutesAfter(now, random.int(1, 25))
    if ('action' in step) {
      if (step.action === 'join') {
        log(step.by, { ...joined(step.by), replyTo: null })
        members.push(member(step.by, 'MEMBER', now))
      }
      read(step.by)
      continue
    }
    log(step.by, contentOf(step))
    // A sender has read everything before the message.
    read(step.by)
    if (inquiry) waitingSince = step.by === ownerId ? null : (waitingSince ?? now)
  }
  return { script, messages, members, waitingSince }
}

function joined(memberId: number) {
  return { event: 'member.joined', type: null, content: JSON.stringify({ memberId }) }
}

function contentOf(step: Exclude<Step, { action: string }>) {
  if ('product' in step) {
    return { event: 'message', type: 'PRODUCT', content: JSON.stringify(step.product), replyTo: null }
  }
  if (step.text.length > previewLength) throw new Error(`longer than a preview: ${step.text}`)
  const content = JSON.stringify({ text: step.text })
  return { event: 'message', type: 'TEXT', content, replyTo: step.replyTo ?? null }
}
