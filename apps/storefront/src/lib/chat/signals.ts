import type { ReadMark, Typist } from '@munova/chat-client'
import type { InboxEvent, RoomEntry } from '@munova/chat-contract'

/** How the connection of the browser is; `signedOut` and `ended` are final. */
export type ConnectionState = 'connecting' | 'live' | 'waiting' | 'offline' | 'signedOut' | 'ended'

/** What a tab asks of the one that has the connection. */
export type Request =
  /** All rooms that the tab shows, each with the seq of its last entry. Answered with `state` at once. */
  | { kind: 'want'; tab: string; rooms: readonly { roomId: number; after: number }[] }
  | { kind: 'typing'; roomId: number }
  /** There is something new to send. */
  | { kind: 'send' }

/** What the tab with the connection tells all tabs. */
export type News =
  | { kind: 'state'; state: ConnectionState }
  /** Another tab has the connection now: it asks what the others want. */
  | { kind: 'leading' }
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

/** What tabs tell each other over the BroadcastChannel of the member. */
export type Signal = { to: 'leader'; request: Request } | { to: 'all'; news: News } | { to: 'end' }

export const channelOf = (memberId: number) => `munova-chat-${memberId}`
