import * as z from 'zod'
import { HistoryPage, OutgoingContent } from './messages.ts'
import { Id, Instant, Seq } from './primitives.ts'
import { ReadPosition } from './rooms.ts'

/** The WebSocket subprotocol of the JSON transport. */
export const subprotocol = 'munova.chat.v1'

/** The client's UUID of a message: sending it again, on any connection, gets the result of the first time. */
const clientMessageId = z.uuid().toLowerCase()
const accessToken = z.string().min(1).max(4_096)

/** Inputs of the live operations, the same on every transport. The member is never part of an input. */
export const operations = {
  /** Starts after the entry `after`, without a gap; with the next new entry when `after` is absent. */
  subscribe: z.object({ roomId: Id, after: Seq.optional() }),
  unsubscribe: z.object({ roomId: Id }),
  /** The result is sent after the message is stored. `replyTo` is the seq of a message of the same room. */
  send: z
    .object({ roomId: Id, clientMessageId, replyTo: z.int().positive().optional() })
    .and(OutgoingContent),
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
  refresh: z.object({ token: accessToken }),
  /** For clients that cannot see the transport's own pings: any response shows that the server is alive. */
  ping: z.object({}),
}
export type OperationName = keyof typeof operations
export type OperationInput<Name extends OperationName> = z.infer<(typeof operations)[Name]>

/** Results of the live operations. `position` is the seq after which the stream of a subscription begins. */
export const results = {
  connect: z.object({ memberId: Id, expiresAt: Instant }),
  subscribe: z.object({ roomId: Id, position: Seq, lastSeq: Seq, readSeq: Seq }),
  unsubscribe: z.object({ roomId: Id }),
  send: z.object({ roomId: Id, seq: z.int().positive(), sentAt: Instant }),
  history: HistoryPage,
  read: ReadPosition,
  typing: z.object({}),
  refresh: z.object({ expiresAt: Instant }),
  ping: z.object({}),
}
export type OperationResult<Name extends keyof typeof results> = z.infer<(typeof results)[Name]>

/** A request on the WebSocket JSON transport. `id` is chosen by the client and repeated in the response. */
export const RequestFrame = z.looseObject({ id: z.int().nonnegative(), op: z.string().max(40) })
export const ConnectFrame = z.object({ token: accessToken })
