import type { ErrorRow } from './error-row.ts'

/** The errors of banners, for the table. */
export const curationProblems = {
  BANNER_NOT_FOUND: { status: 404, title: 'The banner does not exist' },
  BANNER_ENDED: { status: 409, title: 'The banner has ended; create another one' },
  TOO_MANY_BANNERS: {
    status: 409,
    title: 'The maximum number of banners is shown or planned',
    details: { atMost: ({ banners }: { banners: number }) => `At most ${banners}` },
  },
} as const satisfies Record<string, ErrorRow>
