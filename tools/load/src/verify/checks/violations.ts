/** Kinds of violations and their meaning. */
export const violationKinds = {
  lost: 'an acked message is not stored under the seq that was acked',
  'other ack': 'a resent message was acked with another seq',
  overtaken: 'a message is in the log before one that the same connection sent earlier',
  'stored twice': 'a message is in the log twice',
  'stored though rejected': 'a message that was sent once and rejected is in the log',
  foreign: 'the log holds a message that was not sent, or not into this room',
  altered: 'the log holds a message with another text than was sent',
  'non-member': 'the log holds a message of a member who was not in the room then',
  'log gap': 'the log of a room skips a seq, or its end differs from last_seq of the room',
  'delivery gap': 'a member never received an entry before one that was received',
  doubled: 'a member received an entry twice',
  reordered: 'a member received an entry after a newer one',
  incomplete: 'a member did not receive the end of the log',
  ghost: 'a member received an entry that is not stored',
  different: 'a member received other bytes than the log gives',
  'false loss': 'a member was told of a loss that was none, or of another one than it had',
  leak: 'a member received an entry of a room without being allowed to read it',
} as const
export type ViolationKind = keyof typeof violationKinds

export interface Violation {
  kind: ViolationKind
  roomId: number
  seq: number
  /** The affected member; undefined when the violation concerns the log alone. */
  memberId: number | undefined
  detail: string
}

/** Violations of each kind that are kept in detail; the rest is counted. */
const KEPT_PER_KIND = 5

/** Counts violations, and keeps the first ones of each kind in detail. */
export class Violations {
  readonly counts = new Map<ViolationKind, number>()
  readonly first: Violation[] = []

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** `detail` is called only for violations that are kept. */
  add(violation: Omit<Violation, 'detail'>, detail: () => string): void {
    const count = this.counts.get(violation.kind) ?? 0
    this.counts.set(violation.kind, count + 1)
    if (count < KEPT_PER_KIND) this.first.push({ ...violation, detail: detail() })
  }
}
