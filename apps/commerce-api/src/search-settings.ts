import { count, milliseconds } from './setting.ts'

/** The settings of lists and searches. */
export const searchSettings = {
  /** A list of products or a search that takes longer is cancelled. */
  LIST_TIMEOUT_MS: milliseconds(5_000),
  /** The interval at which a process stores the views that it has counted. */
  VIEW_STORE_MS: milliseconds(5_000),
  /** Products with views that wait to be stored; views of further ones are not counted. */
  VIEWED_PRODUCTS: count(10_000),
  /** For how long a further view of the same product, or a search for the same words, from the same address does not count. */
  VIEW_REPEAT_MS: milliseconds(10 * 60_000),
  /** Views, and searches, in which that is noticed; the oldest are forgotten. */
  VIEWERS: count(50_000),
  /** The interval at which a process stores the searches that it has counted. */
  SEARCH_STORE_MS: milliseconds(10_000),
  /** Searches that wait to be stored; further ones are not counted. */
  SEARCHES_WAITING: count(5_000),
  /** Searches of which it is known how popular they are; the others are forgotten. */
  SEARCHES_KEPT: count(20_000),
  /** Searches for the same words, from different addresses, before these are suggested. */
  SEARCH_LEAST: count(3),
  /** The interval at which a process reads what it suggests while words are typed. */
  SUGGESTIONS_REFRESH_MS: milliseconds(60_000),
  /** Products whose names are suggested, the most popular ones. */
  SUGGESTED_PRODUCTS: count(20_000),
  /** Words in which a letter that is mistyped is found, the most popular ones. */
  SPELLING_WORDS: count(5_000),
  /** Searches that are suggested, the most popular ones. */
  SUGGESTED_SEARCHES: count(2_000),
  /** The interval at which sales, likes and reviews are taken into the scores of products, and products get their places in lists by popularity. */
  SCORE_COUNT_MS: milliseconds(5_000),
  /** Changes taken, and products placed, in one run. */
  SCORE_BATCH: count(2_000),
}
