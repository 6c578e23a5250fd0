import * as z from 'zod'
import { envelope, Id } from './envelope.ts'
import { MemberName, Name } from './text-bounds.ts'

/** A chat-server whose projection is not complete requests a snapshot from commerce-api. Key `projection`. */
export const ProjectionRequested = envelope('projection.requested', 1, z.object({ requestId: z.uuid() }))
export type ProjectionRequested = z.infer<typeof ProjectionRequested>

/** An inquiry as other systems may know it: its members and its product, never its messages. */
export const InquiryState = z.object({
  roomId: Id,
  buyerId: Id,
  buyerName: MemberName,
  sellerId: Id,
  productId: Id,
  productName: Name,
})
export type InquiryState = z.infer<typeof InquiryState>

/** Key `inquiry:{roomId}`. */
export const InquiryOpened = envelope('inquiry.opened', 1, InquiryState)
export const InquiryClosed = envelope('inquiry.closed', 1, InquiryState)

/**
 * The seller answered the buyer, with messages up to `seq`. Answers in quick succession are one event. `waitedSeconds`: from the
 * buyer's first message that had no answer to the first answer; absent in events of the release that did not measure it.
 * Key `inquiry-notices:{roomId}`, the same as that of `chat.message.unread`.
 */
export const InquiryAnswered = envelope(
  'inquiry.answered',
  1,
  z.object({
    ...InquiryState.shape,
    seq: z.int().positive(),
    waitedSeconds: z.int().nonnegative().optional(),
  }),
)

/**
 * A member of an inquiry has had `unread` messages up to `seq` for a while. Published once until the member has read
 * again.
 */
export const MessageUnread = envelope(
  'chat.message.unread',
  1,
  z.object({
    ...InquiryState.shape,
    memberId: Id,
    unread: z.int().positive(),
    seq: z.int().positive(),
  }),
)

/** Everything chat-server publishes. */
export const ChatEvent = z.discriminatedUnion('type', [
  ProjectionRequested,
  InquiryOpened,
  InquiryAnswered,
  InquiryClosed,
  MessageUnread,
])
export type ChatEvent = z.infer<typeof ChatEvent>
