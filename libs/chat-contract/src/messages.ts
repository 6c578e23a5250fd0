import * as z from 'zod'
import { ClientUuid, Id, Instant, PathId, Seq, ShownName } from './primitives.ts'
import { PictureId } from './pictures.ts'
import { HistoryVisibility } from './history-visibility.ts'
import { Digits, multiLine, UrlText } from '@munova/text-contract'

/** Longest text message, in UTF-16 code units. Its JSON frame stays below the default frame limit of 64 KiB. */
export const maxTextLength = 4_000

const Text = multiLine({ max: maxTextLength })
const ImageUrl = UrlText.max(2_000).pipe(z.url({ protocol: /^https?$/ }))

/**
 * What a client may send. An IMAGE refers to a picture that its sender has uploaded to the room, or to any address; a PRODUCT refers to a product, an ORDER to an order of the sender, in an inquiry with its seller;
 * the server adds the other fields of the card.
 */
export const OutgoingContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('TEXT'), content: z.object({ text: Text }) }),
  z.object({
    type: z.literal('IMAGE'),
    content: z.union([
      z.object({ pictureId: PictureId }),
      z.object({
        url: ImageUrl,
        width: z.int().positive().max(20_000).optional(),
        height: z.int().positive().max(20_000).optional(),
      }),
    ]),
  }),
  z.object({ type: z.literal('PRODUCT'), content: z.object({ productId: Id }) }),
  z.object({ type: z.literal('ORDER'), content: z.object({ orderId: Id }) }),
])
export type OutgoingContent = z.infer<typeof OutgoingContent>

/** A message over HTTP; `clientMessageId` and `replyTo` as in the live operation `send`. */
export const SendMessage = z
  .object({ clientMessageId: ClientUuid, replyTo: z.int().positive().optional() })
  .and(OutgoingContent)
export type SendMessage = z.infer<typeof SendMessage>

/** A message that is stored. */
export const MessageReceipt = z.object({ roomId: Id, seq: z.int().positive(), sentAt: Instant })
export type MessageReceipt = z.infer<typeof MessageReceipt>

/** The product as it was when the message was sent; `price` in whole won. */
export const ProductCard = z.object({
  productId: Id,
  name: z.string(),
  price: z.int().nonnegative(),
  imageUrl: z.string().nullable(),
})
export type ProductCard = z.infer<typeof ProductCard>

/** The status of one seller's part of an order. */
export const OrderStatus = z.enum(['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'EXPIRED'])
export type OrderStatus = z.infer<typeof OrderStatus>

/**
 * One seller's part of an order, as it was when the message was sent: the name of their first shoe and the number of their
 * lines. `total` in whole won; null when the order contains goods of other sellers too.
 */
export const OrderCard = z.object({
  orderId: Id,
  number: z.string(),
  title: z.string(),
  items: z.int().positive(),
  total: z.int().nonnegative().nullable(),
  status: OrderStatus,
})
export type OrderCard = z.infer<typeof OrderCard>

const logged = {
  roomId: Id,
  seq: z.int().positive(),
  senderId: Id,
  senderName: ShownName,
  sentAt: Instant,
}

const message = { ...logged, event: z.literal('message'), clientMessageId: z.uuid(), replyTo: Seq.optional() }
const MessageEvent = z.discriminatedUnion('type', [
  z.object({ ...message, type: z.literal('TEXT'), content: z.object({ text: z.string() }) }),
  z.object({
    ...message,
    type: z.literal('IMAGE'),
    /** With a `pictureId`, `url` is the path of the route that responds with the links of the picture. */
    content: z.object({
      url: z.string(),
      width: z.int().optional(),
      height: z.int().optional(),
      pictureId: z.string().optional(),
    }),
  }),
  z.object({ ...message, type: z.literal('PRODUCT'), content: ProductCard }),
  z.object({ ...message, type: z.literal('ORDER'), content: OrderCard }),
])

/** The content of `room.updated`: only the fields that changed. */
export const RoomChange = z.object({
  title: z.string().optional(),
  maxMembers: z.int().optional(),
  tags: z.array(Id).optional(),
  historyVisibility: HistoryVisibility.optional(),
  ownerId: Id.optional(),
  status: z.literal('OPEN').optional(),
})
export type RoomChange = z.infer<typeof RoomChange>

/**
 * An entry of a room's log, the same bytes on every transport. `senderId` is the member who caused it.
 * Entries arrive in ascending order of `seq`, each once, without gaps.
 */
export const RoomEntry = z.union([
  MessageEvent,
  z.object({
    ...logged,
    event: z.literal('member.joined'),
    content: z.object({ memberId: Id, name: ShownName }),
  }),
  z.object({
    ...logged,
    event: z.literal('member.left'),
    content: z.object({ memberId: Id, reason: z.enum(['LEFT', 'REMOVED']) }),
  }),
  z.object({ ...logged, event: z.literal('room.updated'), content: RoomChange }),
  z.object({ ...logged, event: z.literal('room.closed'), content: z.object({}) }),
  /** The last entry of a group that was deleted; the subscription then ends with NOT_A_MEMBER. */
  z.object({ ...logged, event: z.literal('room.deleted'), content: z.object({}) }),
])
export type RoomEntry = z.infer<typeof RoomEntry>

/** A member is typing. An ephemeral event: it has no `seq`, is not stored and not sent again. */
export const TypingEvent = z.object({
  event: z.literal('typing'),
  roomId: Id,
  senderId: Id,
  senderName: z.string(),
})
export type TypingEvent = z.infer<typeof TypingEvent>

/**
 * The other member of an inquiry has read so far. An ephemeral event like `typing`: `peerReadSeq` of the room is where it is
 * kept. It is not called `seq`, which only entries have.
 */
export const ReadEvent = z.object({
  event: z.literal('read'),
  roomId: Id,
  memberId: Id,
  readSeq: Seq,
})
export type ReadEvent = z.infer<typeof ReadEvent>

/** A page of message history: `before` reads backwards (from the newest when both are absent), `after` forwards. */
const window = {
  limit: Digits.pipe(z.int().min(1).max(200)).default(50),
}
export const HistoryQuery = z
  .strictObject({ ...window, before: PathId.optional(), after: Digits.pipe(Seq).optional() })
  .refine(
    (query) => query.before === undefined || query.after === undefined,
    'before and after are mutually exclusive',
  )
export type HistoryQuery = z.infer<typeof HistoryQuery>

/** Entries in ascending order of `seq`. `nextCursor` is the value of the same parameter for the next page; null at the end. */
export const HistoryPage = z.object({ items: z.array(RoomEntry), nextCursor: Seq.nullable() })
export type HistoryPage = z.infer<typeof HistoryPage>
