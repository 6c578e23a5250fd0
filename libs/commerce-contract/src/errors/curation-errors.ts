import type { ErrorRow } from './error-row.ts'

/** The errors of banners and pins, for the table. */
export const curationProblems = {
  BANNER_NOT_FOUND: { status: 404, title: 'The banner does not exist' },
  BANNER_ENDED: { status: 409, title: 'The banner has ended; create another one' },
  TOO_MANY_BANNERS: {
    status: 409,
    title: 'The maximum number of banners is shown or planned',
    details: { atMost: ({ banners }: { banners: number }) => `At most ${banners}` },
  },
  PINS_CHANGED: { status: 409, title: 'The pins of the list have changed in the meantime; read them again' },
  PRODUCT_NOT_LISTED: {
    status: 409,
    title: 'A pinned product must be in the list: on sale, and of its category',
    details: { product: ({ productId }: { productId: number }) => `Product ${productId} is not in the list` },
  },
} as const satisfies Record<string, ErrorRow>
