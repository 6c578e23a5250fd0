import * as z from 'zod'
import { HistoryPage, OutgoingContent } from './messages.ts'
import { Id, Instant, Seq } from './primitives.ts'
import { ReadPosition } from './rooms.ts'

/** The WebSocket subprotocol of the JSON transport. */
export const subprotocol = 'munova.chat.v1'

/** A client's own UUID for a message: sending it again, on any connection, gives the first answer again. */
const clientMessageId = z.uuid().toLowerCase()
const accessToken = z.string().min(1).max(4_096)

/** Inputs of the live operations, the same on every transport. Identity is never part of an input. */
export const operations = {
  /** From `after` on (exclusive), without a gap; from now on when `after` is absent. */
  subscribe: z.object({ roomId: Id, after: Seq.optional() }),
  unsubscribe: z.object({ roomId: Id }),
  /** Answered once the message is stored. `replyTo` is the seq of a message of the same room. */
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
      'before and after exclude each other',
    ),
  read: z.object({ roomId: Id, seq: Seq }),
  /** Told to the others who listen to the room and keep up, or left out; never stored. Needs a subscription. */
  typing: z.object({ roomId: Id }),
  refresh: z.object({ token: accessToken }),
  /** For clients that cannot see the transport's own pings: any answer is a sign of life. */
  ping: z.object({}),
}
export type Operation = keyof typeof operations
export type OperationInput<Name extends Operation> = z.infer<(typeof operations)[Name]>

/** Answers of the live operations. `position` is the seq after which the stream of a subscription begins. */
export const answers = {
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
export type OperationAnswer<Name extends keyof typeof answers> = z.infer<(typeof answers)[Name]>

/** The envelope of a request on the WebSocket JSON transport. `id` is the client's, echoed in the answer. */
export const RequestFrame = z.looseObject({ id: z.int().nonnegative(), op: z.string().max(40) })
export const ConnectFrame = z.object({ token: accessToken })
