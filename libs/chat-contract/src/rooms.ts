import * as z from 'zod'
import { HistoryVisibility } from './history-visibility.ts'
import { ClientUuid, Cursor, Epoch, Id, Instant, Limit, PathId, Seq, ShownName } from './primitives.ts'
import { singleLine } from '@munova/text-contract'

/** Most members of a group; a server may be configured with a lower maximum. */
export const maxGroupMembers = 5_000

export const Person = z.object({ id: Id, name: ShownName })
export const Tag = z.object({ id: Id, parentId: Id.nullable(), name: z.string() })
export const RoomStatus = z.enum(['OPEN', 'CLOSED'])

/** The product of an inquiry as it was when the inquiry was opened; `price` in whole won. */
export const InquiryProduct = z.object({
  id: Id,
  name: z.string(),
  price: z.int().nonnegative(),
  imageUrl: z.string().nullable(),
})

/**
 * A room as one of its members sees it. `unread` counts messages (not system entries) after the read position.
 * `epoch` is that of the log (`subscribe`). `lastMessage` is null when the member may not read it. `waitingSince` is when the
 * buyer of an inquiry began to wait for an answer; null when the buyer is not waiting. `peerReadSeq` is how far the other member
 * of an inquiry has read.
 */
export const Room = z.object({
  id: Id,
  kind: z.enum(['INQUIRY', 'GROUP']),
  status: RoomStatus,
  title: z.string(),
  ownerId: Id,
  memberCount: z.int().nonnegative(),
  maxMembers: z.int().positive(),
  tags: z.array(Id),
  /** Of a group; the members of an inquiry never change. */
  historyVisibility: HistoryVisibility,
  product: InquiryProduct.nullable(),
  buyer: Person.nullable(),
  waitingSince: Instant.nullable(),
  epoch: Epoch,
  lastSeq: Seq,
  lastMessage: z.object({ seq: Seq, senderId: Id, preview: z.string(), sentAt: Instant }).nullable(),
  readSeq: Seq.nullable(),
  peerReadSeq: Seq.nullable(),
  unread: z.int().nonnegative(),
  createdAt: Instant,
  lastActivityAt: Instant,
})
export type Room = z.infer<typeof Room>

export const RoomPage = z.object({ items: z.array(Room), nextCursor: Cursor.nullable() })
export const PageQuery = z.strictObject({ cursor: Cursor.optional(), limit: Limit })
export type PageQuery = z.infer<typeof PageQuery>

export const OpenInquiry = z.strictObject({ productId: Id })

/**
 * The seller's inbox. `waiting` selects the rooms in which the buyer is waiting for an answer, `seen` those of which the seller
 * has read something. `sort=waiting` lists only rooms with a waiting buyer, those who have waited longest first.
 */
export const InboxQuery = z.strictObject({
  status: RoomStatus.optional(),
  waiting: z.stringbool().optional(),
  seen: z.stringbool().optional(),
  sort: z.enum(['activity', 'waiting']).default('activity'),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type InboxQuery = z.infer<typeof InboxQuery>

/** More waiting inquiries are not counted. */
export const maxCountedInquiries = 10_000

/** The buyers of a seller who wait for an answer, at most `maxCountedInquiries`; `unseen` are those of whose inquiry the seller has read nothing. */
export const WaitingSummary = z.object({
  waiting: z.int().nonnegative().max(maxCountedInquiries),
  unseen: z.int().nonnegative().max(maxCountedInquiries),
  longestSince: Instant.nullable(),
})
export type WaitingSummary = z.infer<typeof WaitingSummary>

const Title = singleLine({ max: 60 })
const MaxMembers = z.int().min(1).max(maxGroupMembers)
const Tags = z
  .array(Id)
  .max(4)
  .refine((tags) => new Set(tags).size === tags.length, 'must not repeat a tag')

/**
 * `clientGroupId` is the client's own id of the group: the creator's requests with the same id, such as a repetition after
 * a lost response, create one group and get it, whatever else they say.
 */
export const CreateGroup = z.strictObject({
  title: Title,
  maxMembers: MaxMembers,
  tags: Tags.default([]),
  historyVisibility: HistoryVisibility.default('SHARED'),
  clientGroupId: ClientUuid.optional(),
})
export type CreateGroup = z.infer<typeof CreateGroup>

export const UpdateGroup = z
  .strictObject({
    title: Title.optional(),
    maxMembers: MaxMembers.optional(),
    tags: Tags.optional(),
    historyVisibility: HistoryVisibility.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'must change something')
export type UpdateGroup = z.infer<typeof UpdateGroup>

/** `keyword` matches anywhere in the title, ignoring case; several `tag` match groups with any of them. */
export const GroupSearch = z.strictObject({
  keyword: singleLine({ max: 60 }).optional(),
  tag: z.union([PathId.transform((id) => [id]), z.array(PathId).max(10)]).optional(),
  mine: z.stringbool().optional(),
  status: RoomStatus.optional(),
  cursor: Cursor.optional(),
  limit: Limit,
})
export type GroupSearch = z.infer<typeof GroupSearch>

export const TransferGroup = z.strictObject({ memberId: Id })

export const RoomMember = z.object({
  id: Id,
  name: ShownName,
  role: z.enum(['OWNER', 'MEMBER']),
  joinedAt: Instant,
})
export const MemberPage = z.object({ items: z.array(RoomMember), nextCursor: Cursor.nullable() })
/** A member whom the owner of a group has removed: they can join again when the owner allows it. */
const RemovedMember = z.object({ id: Id, name: ShownName, removedAt: Instant })
export const RemovedMemberPage = z.object({ items: z.array(RemovedMember), nextCursor: Cursor.nullable() })
export const MemberPath = z.strictObject({ id: PathId, memberId: PathId })

export const TagList = z.object({ items: z.array(Tag), nextCursor: z.null() })

export const MarkRead = z.strictObject({ seq: Seq })

/** The read position after the change. It never moves backwards, nor past the last entry. */
export const ReadPosition = z.object({ roomId: Id, seq: Seq, unread: z.int().nonnegative() })
export type ReadPosition = z.infer<typeof ReadPosition>
