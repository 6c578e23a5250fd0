import { z } from 'zod'
import { count, milliseconds } from './setting.ts'

/** The settings of recommendations. */
export const recommendationSettings = {
  /** Since when the privacy policy that members agree to names views: those of members who agreed earlier only are not stored. */
  VIEWS_CONSENT_SINCE: z.iso.datetime({ offset: true }).default('1970-01-01T00:00:00Z'),
  /** Views of members that wait to be stored, with VIEW_STORE_MS; further ones are not counted. */
  MEMBER_VIEWS_WAITING: count(20_000),
  /** The interval at which what members viewed, liked, put into the cart and bought is counted. */
  INTEREST_COUNT_MS: milliseconds(5_000),
  /** Acts of members that one run counts. */
  INTEREST_BATCH: count(500),
  /** Products of which it is known that a member was interested in them, the newest ones. */
  INTERESTS_PER_MEMBER: count(100),
  /** For how many days after the last act it is known. */
  INTEREST_DAYS: count(90),
  /** Products of which it is known that they were wanted together with one, the best ones. */
  PAIRS_PER_PRODUCT: count(40),
  /** Members who must have wanted two products before one is shown with the other. */
  PAIR_MEMBERS: count(2),
}
