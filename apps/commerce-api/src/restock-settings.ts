import { count, days, milliseconds } from './setting.ts'

/** The settings of restock lines. */
export const restockSettings = {
  /** How long a pair that has come back is held for the first in line; it applies to places that are taken from then on. */
  RESTOCK_HOLD_MS: milliseconds(30 * 60_000),
  /** Sizes that one member may wait for. */
  RESTOCK_PLACES_PER_MEMBER: count(30),
  /** Members in the line of one size. */
  RESTOCK_LINE_LENGTH: count(1_000),
  /** The interval at which holds end and members are told that a pair is held for them. */
  RESTOCK_CHECK_MS: milliseconds(500),
  /** Holds that one run ends, and that it tells of. */
  RESTOCK_BATCH: count(200),
  /** For how long places are kept after their end. */
  RESTOCK_ENDED_DAYS: days(30),
}
