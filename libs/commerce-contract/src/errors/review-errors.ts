import type { ErrorRow } from './error-row.ts'

/** The errors of reviews, for the table. */
export const reviewProblems = {
  REVIEW_NOT_FOUND: { status: 404, title: 'The review does not exist, or is not shown' },
  PURCHASE_NOT_CONFIRMED: {
    status: 409,
    title: 'Only an item whose purchase is confirmed can be reviewed',
    details: {
      status: ({ itemId, status }: { itemId: number; status: string }) => `Item ${itemId} is ${status}`,
    },
  },
  REVIEW_EXISTS: { status: 409, title: 'The item has, or had, a review' },
  OWN_REVIEW: { status: 409, title: 'A review of your own cannot be marked or reported' },
} as const satisfies Record<string, ErrorRow>
