import type { RoomRow } from './rooms.ts'

/** Parts of a seller's inbox. Those who wait come first who have waited longest, the others with the newest activity first. */
export const views = ['new', 'waiting', 'answered', 'closed'] as const
export type View = (typeof views)[number]

export const viewOf = (value: string | null): View => views.find((view) => view === value) ?? 'waiting'

/** What `GET /v1/seller/inquiries` is asked for. */
export const queryOf = {
  new: { sort: 'waiting', seen: false },
  waiting: { sort: 'waiting' },
  answered: { status: 'OPEN', waiting: false },
  closed: { status: 'CLOSED' },
} as const satisfies Record<View, object>

const isWaiting = ({ waitingSince }: RoomRow) => waitingSince !== null

/** Whether a room of a member belongs to the part, if it is an inquiry of theirs as a seller. */
export const isIn: Record<View, (row: RoomRow) => boolean> = {
  new: (row) => isWaiting(row) && !row.readSeq,
  waiting: isWaiting,
  answered: (row) => row.status === 'OPEN' && !isWaiting(row),
  closed: ({ status }) => status === 'CLOSED',
}

const longestFirst = (one: RoomRow, other: RoomRow) =>
  (one.waitingSince ?? '').localeCompare(other.waitingSince ?? '') || one.id - other.id
const newestFirst = (one: RoomRow, other: RoomRow) =>
  other.lastActivityAt.localeCompare(one.lastActivityAt) || other.id - one.id

export const orderOf: Record<View, (one: RoomRow, other: RoomRow) => number> = {
  new: longestFirst,
  waiting: longestFirst,
  answered: newestFirst,
  closed: newestFirst,
}
