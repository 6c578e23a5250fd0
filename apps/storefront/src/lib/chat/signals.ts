import type { ReadMark, Typist } from '@munova/chat-client'
import type { InboxEvent, RoomEntry } from '@munova/chat-contract'
import type { TabNews } from '#lib/tabs/tabs.ts'

/** What a tab asks of the one that has the connection. */
export type Request =
  /** All rooms that the tab shows, each with the seq of its last entry. Answered with `state` at once. */
  | { kind: 'want'; tab: string; rooms: readonly { roomId: number; after: number }[] }
  | { kind: 'typing'; roomId: number }
  /** There is something new to send. */
  | { kind: 'send' }

/** What the tab with the connection tells all tabs. */
export type News =
  | TabNews
  /** The inbox is open: lists that were read before may have missed something. */
  | { kind: 'opened' }
  | { kind: 'inbox'; event: InboxEvent }
  /** The stream of a room runs after this seq; what a tab lacks before that it reads itself. */
  | { kind: 'joined'; roomId: number; position: number }
  | { kind: 'entry'; roomId: number; entry: RoomEntry }
  | { kind: 'typing'; roomId: number; typist: Typist }
  | { kind: 'read'; roomId: number; mark: ReadMark }
  /** The log has lost its entries after this seq; others follow. */
  | { kind: 'lost'; roomId: number; after: number }
  /** The member is no longer in the room. */
  | { kind: 'left'; roomId: number }
  | { kind: 'sent'; roomId: number; id: string; seq: number }
  /** Unsent messages have changed in another way. */
  | { kind: 'unsent' }
