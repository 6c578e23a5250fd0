import * as z from 'zod'
import { HistoryPage, MessageReceipt, SendMessage } from './messages.ts'
import { Cursor, Epoch, Id, Instant, Seq } from './primitives.ts'
import { ReadPosition } from './rooms.ts'

/** The WebSocket subprotocol of the JSON transport. */
export const subprotocol = 'munova.chat.v1'

const accessToken = z.string().min(1).max(4_096)

/** The inputs of the live operations, the same on every transport. None contains an identity. */
export const operations = {
  /**
   * Delivers every entry after the seq `after`, without a gap; entries from now on when `after` is absent. `epoch` is the one
   * in which the client got the entries up to `after`: POSITION_LOST when the log no longer has them.
   */
  subscribe: z.object({ roomId: Id, after: Seq.optional(), epoch: Epoch.optional() }),
  unsubscribe: z.object({ roomId: Id }),
  /**
   * Responds after the message is stored. `clientMessageId` is the client's own id of the message: repeating the send, on any
   * connection, returns the first result. `replyTo` is the seq of a message of the same room.
   */
  send: z.object({ roomId: Id }).and(SendMessage),
  history: z
    .object({
      roomId: Id,
      before: z.int().positive().optional(),
      after: Seq.optional(),
      limit: z.int().min(1).max(200).default(50),
    })
    .refine(
      (query) => query.before === undefined || query.after === undefined,
      'before and after are mutually exclusive',
    ),
  read: z.object({ roomId: Id, seq: Seq }),
  /** An ephemeral event for the other subscribers of the room; may be dropped. Requires a subscription. */
  typing: z.object({ roomId: Id }),
  /** The end of the room's log and the member's read position, without a subscription. */
  position: z.object({ roomId: Id }),
  /**
   * Delivers what changes in the member's rooms and account, as states: after the cursor `after` of an earlier inbox, or from
   * now on.
   */
  inbox: z.object({ after: Cursor.optional() }),
  closeInbox: z.object({}),
  refresh: z.object({ token: accessToken }),
  /** For clients that do not see the pings of their transport: the response shows that the connection is alive. */
  ping: z.object({}),
}
export type OperationName = keyof typeof operations
export type OperationInput<Name extends OperationName> = z.infer<(typeof operations)[Name]>

const roomPosition = z.object({
  roomId: Id,
  position: Seq,
  lastSeq: Seq,
  readSeq: Seq,
  epoch: Epoch,
  epochStart: Seq,
})

/**
 * The results of the live operations. `position` is the seq after which the events of a subscription begin. Entries up to
 * `epochStart` are the same in `epoch` and in the epoch before.
 */
export const results = {
  connect: z.object({ memberId: Id, expiresAt: Instant }),
  subscribe: roomPosition,
  unsubscribe: z.object({ roomId: Id }),
  send: MessageReceipt,
  history: HistoryPage,
  read: ReadPosition,
  typing: z.object({}),
  position: roomPosition,
  inbox: z.object({ cursor: Cursor }),
  closeInbox: z.object({}),
  refresh: z.object({ expiresAt: Instant }),
  ping: z.object({}),
}
export type OperationResult<Name extends keyof typeof results> = z.infer<(typeof results)[Name]>

/** The envelope of a request on the WebSocket JSON transport. `id` is the client's, repeated in the response. */
export const RequestFrame = z.looseObject({ id: z.int().nonnegative(), op: z.string().max(40) })
export const ConnectFrame = z.object({ token: accessToken })
