import { count, milliseconds } from './setting.ts'

/** The settings of lists and searches. */
export const searchSettings = {
  /** A list of products or a search that takes longer is cancelled. */
  LIST_TIMEOUT_MS: milliseconds(5_000),
  /** The interval at which a process reads what is pinned in lists; the one that changed it does at once. */
  PINS_REFRESH_MS: milliseconds(2_000),
  /** The interval at which a process reads which products have changed, for the counts of filters. */
  FACETS_POLL_MS: milliseconds(250),
  /** Products that one statement reads for these counts. */
  FACETS_BATCH: count(2_000),
  /** Changed products of one interval; after more of them all products are read anew. */
  FACETS_FOLLOWED: count(20_000),
  /** Products of which a process keeps what lists filter by, some 100 bytes each; with more of them filters are not counted. */
  FACET_PRODUCTS: count(500_000),
  /** How long a request for counts waits after a start until the products are read; then it is rejected with UNAVAILABLE. */
  FACETS_WAIT_MS: milliseconds(1_000),
  /** Products with the words of a search that are counted; of further ones the counts say that they are not complete. */
  FACET_MATCHES: count(20_000),
  /** Counts that a process keeps for as long as no product changes. */
  FACET_ANSWERS: count(500),
  /** How long they are kept at most: sales begin and end, and words get other matches. */
  FACET_ANSWER_MS: milliseconds(500),
  /** The interval at which it is forgotten which products have changed. */
  FACET_CHANGES_SWEEP_MS: milliseconds(60_000),
  /** How long that is known; a process that was away for longer reads all products. */
  FACET_CHANGES_KEPT_MS: milliseconds(10 * 60_000),
  /** Changes forgotten in one run. */
  FACET_CHANGES_SWEEP_BATCH: count(20_000),
  /** The interval at which a process stores the views that it has counted. */
  VIEW_STORE_MS: milliseconds(5_000),
  /** How long a process that stops waits until the last of them are stored. */
  VIEW_FLUSH_MS: milliseconds(2_000),
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
