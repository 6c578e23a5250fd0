import * as z from 'zod'
import { Cursor, Epoch, Id, Seq } from './primitives.ts'
import { Room } from './rooms.ts'

/** What a member is, as the other members see it. */
export const Account = z.object({ name: z.string(), role: z.enum(['BUYER', 'SELLER', 'ADMIN']) })
export type Account = z.infer<typeof Account>

/**
 * Where an inbox may resume. Each event has the newest one: everything that had changed by then was delivered before.
 */
const position = { cursor: Cursor }

/**
 * A change in an inbox, as a state and not as a step: it replaces what the client knows of the room. States of a room may be
 * repeated; one is newer than another when its `epoch` is higher or, with the same, its `lastSeq`, and then its `readSeq`.
 */
export const InboxEvent = z.discriminatedUnion('event', [
  /** A room of the member: new to them, or with a new message, read position, title, status, … */
  z.object({ event: z.literal('inbox.room'), ...position, room: Room }),
  /** The member is no longer in the room; `seq` is the end of its log at that moment. */
  z.object({ event: z.literal('inbox.left'), ...position, roomId: Id, epoch: Epoch, seq: Seq }),
  z.object({ event: z.literal('inbox.account'), ...position, account: Account }),
])
export type InboxEvent = z.infer<typeof InboxEvent>

/** The order of the states of one room; the end of the membership comes after every read position. */
export type RoomVersion = readonly [epoch: number, lastSeq: number, readSeq: number]

export function roomVersion({
  epoch,
  lastSeq,
  readSeq,
}: Pick<Room, 'epoch' | 'lastSeq' | 'readSeq'>): RoomVersion {
  return [epoch, lastSeq, readSeq ?? 0]
}

export function departureVersion({ epoch, seq }: { epoch: number; seq: number }): RoomVersion {
  return [epoch, seq, Infinity]
}

/** Whether a state is newer than another one of the same room. */
export function isNewer(one: RoomVersion, other: RoomVersion): boolean {
  for (const [index, value] of one.entries()) if (value !== other[index]) return value > other[index]!
  return false
}
