import type { DeletedEntries } from '../history/deleted-entries.ts'
import type { Connection, History, StoredRoom, Stream } from '../history/history.ts'
import type { ViolationKind, Violations } from './violations.ts'

/** Entries of a longer gap are not tracked one by one, so late ones do not close it. */
const LONGEST_GAP = 100_000
/** Subscriptions described with a violation: the one in which it happened and those before it. */
const DESCRIBED_SEGMENTS = 4

/** Checks what each member received against the log. */
export function checkDelivery(
  { rooms, streams, connections, deleted }: History,
  violations: Violations,
): void {
  const byId = new Map(rooms.map((room) => [room.roomId, room]))
  for (const stream of streams) {
    const { memberId, roomId } = stream
    const log = { room: byId.get(roomId), deleted }
    checkStream(stream, log, ({ kind, seq, segment, detail }) => {
      violations.add({ kind, roomId, seq, memberId }, () =>
        [
          ...(detail === undefined ? [] : [detail]),
          ...describeSegments(stream, { connections, segment }),
        ].join('; '),
      )
    })
  }
}

type Found = (violation: { kind: ViolationKind; seq: number; segment: number; detail?: string }) => void

function checkStream(
  stream: Stream,
  { room, deleted }: { room: StoredRoom | undefined; deleted: DeletedEntries },
  found: Found,
): void {
  const { roomId, seqs, bodies, segments, losses } = stream
  const memberships = room ? membershipsOf(room, stream.memberId) : [nothing]
  const isReadable = (seq: number) => memberships.some(({ first, last }) => seq >= first && seq <= last)
  const order = new SequenceTracker(isReadable)
  let segment = -1
  /** The connection of the entry before. */
  let deliveredBy: number | undefined
  let taken = 0
  const takeBackUntil = (index: number) => {
    for (; taken < losses.length && losses[taken]!.at <= index; taken++) {
      const { after, until } = losses[taken]!
      if (until !== order.last || !deleted.isAnyOf(roomId)) {
        const detail = `from ${after} to ${until}, while it had ${order.last}`
        found({ kind: 'false loss', seq: after + 1, segment, detail })
      }
      order.takeBack(after)
    }
  }
  for (let index = 0; index < seqs.length; index++) {
    while (segment + 1 < segments.length && segments[segment + 1]!.at <= index) segment++
    const { connection, membership } = segments[segment] ?? { connection: undefined, membership: 0 }
    // Whoever returns reads from the return on: who was away when they were removed does not get what came before.
    if (membership > 0 && connection !== deliveredBy) order.skipTo(memberships[membership - 1]?.last ?? 0)
    deliveredBy = connection
    const seq = seqs.at(index)
    takeBackUntil(index)
    const violation = order.observe(seq, segment)
    if (violation) found({ kind: violation, seq, segment })

    const logIndex = room ? indexOf(room, seq) : -1
    const body = bodies.at(index)
    const isStored = logIndex !== -1 && room!.bodies.at(logIndex) === body
    const isTakenBack = losses.some(({ at, after }) => at > index && after < seq)
    if (!isStored && !(isTakenBack && deleted.hasBody({ roomId, seq, body })))
      found({ kind: logIndex === -1 ? 'ghost' : 'different', seq, segment })

    const end = segment === -1 ? 0 : (memberships[segments[segment]!.membership]?.last ?? Infinity)
    if (seq > end) found({ kind: 'leak', seq, segment, detail: `the membership ended with ${end}` })
    else if (!isReadable(seq) && logIndex !== -1)
      found({ kind: 'leak', seq, segment, detail: 'the member was removed then' })
  }
  takeBackUntil(seqs.length)
  for (const gap of order.gaps()) found({ kind: 'delivery gap', ...gap, detail: `followed by ${gap.next}` })
  const isStillMember = memberships.at(-1)!.last === Infinity
  if (room && isStillMember && order.last < room.lastSeq) {
    const detail = `delivered up to ${order.last}, the log ends with ${room.lastSeq}`
    found({ kind: 'incomplete', seq: order.last + 1, segment, detail })
  }
}

/** Tracks the received seqs of a stream: those that the member may read are expected one after the other. */
class SequenceTracker {
  readonly #missing = new Map<number, { segment: number; next: number }>()
  readonly #isReadable: (seq: number) => boolean
  last = 0

  constructor(isReadable: (seq: number) => boolean) {
    this.#isReadable = isReadable
  }

  observe(seq: number, segment: number): 'doubled' | 'reordered' | undefined {
    if (seq <= this.last) return this.#missing.delete(seq) ? 'reordered' : 'doubled'
    const from = Math.max(this.last + 1, seq - LONGEST_GAP)
    for (let missing = from; missing < seq; missing++) {
      if (this.#isReadable(missing)) this.#missing.set(missing, { segment, next: seq })
    }
    this.last = seq
    return undefined
  }

  /** Nothing up to this seq is expected any more. */
  skipTo(seq: number): void {
    this.last = Math.max(this.last, seq)
  }

  /** What was received after this seq counts for nothing any more. */
  takeBack(after: number): void {
    for (const missing of this.#missing.keys()) if (missing > after) this.#missing.delete(missing)
    this.last = Math.min(this.last, after)
  }

  /** The missing seqs, the first of each contiguous range. */
  *gaps(): Generator<{ seq: number; next: number; segment: number }> {
    let before = -1
    for (const [seq, { segment, next }] of this.#missing) {
      if (seq !== before + 1) yield { seq, next, segment }
      before = seq
    }
  }
}

/** The seqs that may be delivered in one membership. */
interface Membership {
  first: number
  /** That of its end, or Infinity while it lasts. */
  last: number
}

const nothing: Membership = { first: 1, last: 0 }

/**
 * The memberships of a member. For one who was not in the room at first, the first is empty. A member who returns was
 * removed before, and may not read what was said meanwhile.
 */
function membershipsOf({ members, changes }: StoredRoom, memberId: number): Membership[] {
  const memberships = [members.includes(memberId) ? { first: 1, last: Infinity } : { ...nothing }]
  for (const { seq, kind } of changes.filter((change) => change.memberId === memberId)) {
    const before = memberships.at(-1)!
    if (kind === 'left') before.last = seq
    else memberships.push({ first: before.last === 0 ? 1 : seq, last: Infinity })
  }
  return memberships
}

/** Index of a seq in the room's log; -1 when it is missing. */
function indexOf({ seqs }: StoredRoom, seq: number): number {
  if (seq >= 1 && seq <= seqs.length && seqs.at(seq - 1) === seq) return seq - 1
  // A search is needed only when the log has gaps.
  for (let index = 0; index < seqs.length; index++) if (seqs.at(index) === seq) return index
  return -1
}

function describeSegments(
  stream: Stream,
  { connections, segment }: { connections: readonly Connection[]; segment: number },
): string[] {
  if (segment === -1) return ['without any subscription']
  const { seqs, segments } = stream
  return segments.slice(Math.max(0, segment + 1 - DESCRIBED_SEGMENTS), segment + 2).map((each) => {
    const end = segments[segments.indexOf(each) + 1]?.at ?? seqs.length
    const got = end > each.at ? `${seqs.at(each.at)}–${seqs.at(end - 1)}` : 'nothing'
    return `connection ${describe(connections, each.connection)}: after ${each.after}, got ${got}`
  })
}

function describe(connections: readonly Connection[], index: number): string {
  const { transport, node, openedAt, closedAt, reason } = connections[index]!
  const end = closedAt === undefined ? 'open at the end' : `to ${seconds(closedAt)}, ${reason}`
  return `${index} (${transport}, node ${node}, from ${seconds(openedAt)}, ${end})`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`
}
