import type { MemberRange } from './large-members.ts'

/** What likes and orders are drawn from. */
export interface LargeScope {
  seed: number
  /** Their ids are 1 to this. */
  products: number
  buyers: MemberRange
}
