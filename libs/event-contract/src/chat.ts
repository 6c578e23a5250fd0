import * as z from 'zod'
import { envelope, Id } from './envelope.ts'

/** A chat-server without a complete projection asks commerce-api for a snapshot. Key `projection`. */
export const ProjectionRequested = envelope('projection.requested', 1, z.object({ requestId: z.uuid() }))
export type ProjectionRequested = z.infer<typeof ProjectionRequested>

/** An inquiry as other systems may know it: who and about what, never what was said. */
export const InquiryState = z.object({
  roomId: Id,
  buyerId: Id,
  buyerName: z.string(),
  sellerId: Id,
  productId: Id,
  productName: z.string(),
})
export type InquiryState = z.infer<typeof InquiryState>

/** Key `inquiry:{roomId}`. */
export const InquiryOpened = envelope('inquiry.opened', 1, InquiryState)
export const InquiryClosed = envelope('inquiry.closed', 1, InquiryState)

/**
 * The seller wrote after the buyer, up to `seq`. Turns that follow each other within a moment are one event.
 * Key `inquiry-notices:{roomId}`, as that of `chat.message.unread`.
 */
export const InquiryAnswered = envelope(
  'inquiry.answered',
  1,
  z.object({ ...InquiryState.shape, seq: z.int().positive() }),
)

/**
 * Somebody in an inquiry did not read for a while what the other one wrote: `unread` messages up to `seq`. Told once
 * until the member has read again.
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
