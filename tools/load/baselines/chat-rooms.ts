import { connect } from '@munova/database'

/** A message of a member, as every baseline gets it. */
export interface Incoming {
  roomId: number
  senderId: number
  clientMessageId: string
  text: string
}

/** What members are told, as JSON the same as of the chat server. */
export interface Stored {
  seq: number
  event: object
}

export const baselineMigrations = new URL('migrations/', import.meta.url)

const CONNECTIONS = 10

/**
 * What a chat server of an afternoon keeps: rooms with their members, and one INSERT for each message. Messages of a
 * room are stored one after the other, so that its members see them in one order.
 */
export class ChatRooms {
  readonly #sql
  readonly #lastSeqs = new Map<number, number>()
  readonly #tails = new Map<number, Promise<unknown>>()

  constructor(databaseUrl: string) {
    this.#sql = connect(databaseUrl, { max: CONNECTIONS, name: 'baseline' })
  }

  async isMember(roomId: number, memberId: number): Promise<boolean> {
    const found = await this.#sql`
      select from room_members where room_id = ${roomId} and member_id = ${memberId}`
    return found.length > 0
  }

  lastSeq(roomId: number): number {
    return this.#lastSeqs.get(roomId) ?? 0
  }

  /** `deliver` is called in the order of the room. */
  store(message: Incoming, deliver: (stored: Stored) => void): Promise<Stored> {
    const last = this.#tails.get(message.roomId) ?? Promise.resolve()
    const storing = last
      .catch(() => undefined)
      .then(() => this.#insert(message))
      .then((stored) => {
        deliver(stored)
        return stored
      })
    this.#tails.set(message.roomId, storing)
    return storing
  }

  async #insert({ roomId, senderId, clientMessageId, text }: Incoming): Promise<Stored> {
    const seq = this.lastSeq(roomId) + 1
    const sentAt = new Date()
    const content = { text }
    await this.#sql`
      insert into messages (room_id, seq, sender_id, client_message_id, content, sent_at)
      values (${roomId}, ${seq}, ${senderId}, ${clientMessageId}, ${this.#sql.json(content)}, ${sentAt})`
    this.#lastSeqs.set(roomId, seq)
    const event = {
      event: 'message',
      roomId,
      seq,
      senderId,
      senderName: `member ${senderId}`,
      clientMessageId,
      type: 'TEXT',
      content,
      sentAt,
    }
    return { seq, event }
  }
}
