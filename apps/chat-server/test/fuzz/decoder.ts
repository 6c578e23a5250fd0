import type { Random } from './random.ts'

/** Something that reads what strangers send, and what must hold whatever they send. */
export interface Decoder {
  /** What became of the inputs so far, so that it can be seen that none of it was always the same. */
  readonly outcomes: Record<string, number>
  /** Makes up input and feeds it; throws where something does not hold. Answers how many inputs that were. */
  feed(dice: Random): number | Promise<number>
}
