import { connect } from '@munova/database'

/** A message sent to a baseline server. */
export interface NewMessage {
  roomId: number
  senderId: number
  clientMessageId: string
  text: string
}

/** A stored message with its event, which has the same JSON as in the chat server. */
export interface Stored {
  seq: number
  event: object
}

export const baselineMigrations = new URL('migrations/', import.meta.url)

const CONNECTIONS = 10

/**
 * The storage of a simple chat server: rooms with members, and one INSERT per message. Messages of a room are stored one
 * after the other, so that all members see them in the same order.
 */
export class ChatRooms {
  readonly #sql
  readonly #lastSeqs = new Map<number, number>()
  readonly #lastStores = new Map<number, Promise<unknown>>()

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

  /** Stores a message; `deliver` is called in the order of the room. */
  store(message: NewMessage, deliver: (stored: Stored) => void): Promise<Stored> {
    const last = this.#lastStores.get(message.roomId) ?? Promise.resolve()
    const storing = last
      .catch(() => undefined)
      .then(() => this.#insert(message))
      .then((stored) => {
        deliver(stored)
        return stored
      })
    this.#lastStores.set(message.roomId, storing)
    return storing
  }

  async #insert({ roomId, senderId, clientMessageId, text }: NewMessage): Promise<Stored> {
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
