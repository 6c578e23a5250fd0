/** What must not be, with what each means. */
export const violationKinds = {
  lost: 'an acked message is not stored under the seq that was acked',
  contradicted: 'a repeated message was acked with another seq',
  overtaken: 'a message lies in the log before one that the same connection sent earlier',
  'stored twice': 'a message is in the log twice',
  'stored though refused': 'a message that was sent once and refused is in the log',
  foreign: 'the log holds a message that nobody sent, or not there',
  altered: 'the log holds a message with another text than was sent',
  intruder: 'the log holds a message of somebody who was no member then',
  hole: 'the log of a room leaves a seq out, or ends elsewhere than the room says',
  gap: 'a member was never delivered an entry before one that was',
  doubled: 'a member was delivered an entry twice',
  reordered: 'a member was delivered an entry after a newer one',
  incomplete: 'a member was not delivered the end of the log',
  ghost: 'a member was delivered an entry that is not stored',
  different: 'a member was delivered other bytes than the log gives',
  leak: 'a member was delivered an entry of a room that was not theirs to read',
} as const
export type ViolationKind = keyof typeof violationKinds

export interface Violation {
  kind: ViolationKind
  roomId: number
  seq: number
  /** Whom it happened to; undefined when it concerns the log alone. */
  memberId: number | undefined
  detail: string
}

/** Of each kind; the rest is counted. */
const SPELLED_OUT = 5

/** Counts violations, and keeps the first of each kind. */
export class Violations {
  readonly counts = new Map<ViolationKind, number>()
  readonly first: Violation[] = []

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** `detail` is asked for only when it is kept. */
  add(violation: Omit<Violation, 'detail'>, detail: () => string): void {
    const count = this.counts.get(violation.kind) ?? 0
    this.counts.set(violation.kind, count + 1)
    if (count < SPELLED_OUT) this.first.push({ ...violation, detail: detail() })
  }
}
