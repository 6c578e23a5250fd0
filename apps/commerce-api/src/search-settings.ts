import { count, milliseconds } from './setting.ts'

/** The settings of lists and searches. */
export const searchSettings = {
  /** A list of products or a search that takes longer is cancelled. */
  LIST_TIMEOUT_MS: milliseconds(5_000),
  /** The interval at which a process stores the views that it has counted. */
  VIEW_STORE_MS: milliseconds(5_000),
  /** Products with views that wait to be stored; views of further ones are not counted. */
  VIEWED_PRODUCTS: count(10_000),
  /** For how long a further view of the same product from the same address does not count. */
  VIEW_REPEAT_MS: milliseconds(10 * 60_000),
  /** Views in which that is noticed; the oldest are forgotten. */
  VIEWERS: count(50_000),
  /** The interval at which sales, likes and reviews are taken into the scores of products, and products get their places in lists by popularity. */
  SCORE_COUNT_MS: milliseconds(5_000),
  /** Changes taken, and products placed, in one run. */
  SCORE_BATCH: count(2_000),
}
