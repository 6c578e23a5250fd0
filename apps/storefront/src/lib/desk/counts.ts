/** What the `load` of a page depends on whose numbers are read again while it is looked at. */
export const LIVE_COUNTS = 'desk:counts'
