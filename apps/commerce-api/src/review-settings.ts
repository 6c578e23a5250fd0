import { count, milliseconds } from './setting.ts'

/** The settings of likes and reviews. */
export const reviewSettings = {
  /** Products that a member may like. */
  LIKES_PER_MEMBER: count(1_000),
  /** Pairs of which it must be known what became of them before sizes are advised. */
  FIT_ADVICE_LEAST: count(10),
  /** The interval at which likes are taken into the counts of products; what is shown is exact all the time. */
  LIKE_COUNT_MS: milliseconds(1_000),
  /** Likes taken in one run. */
  LIKE_COUNT_BATCH: count(5_000),
}
