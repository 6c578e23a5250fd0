import type { ErrorRow } from './error-row.ts'

/** Why goods cannot be returned or exchanged, and a return not answered: a part of the table of errors. */
export const returnProblems = {
  NOT_DELIVERED: {
    status: 409,
    title: 'The item is not delivered, or was confirmed or returned already',
    details: {
      status: ({ itemId, status }: { itemId: number; status: string }) => `Item ${itemId} is ${status}`,
    },
  },
  RETURN_TOO_LATE: {
    status: 409,
    title: 'The return period for this reason is over',
    details: {
      deadline: ({ deadline }: { deadline: Date }) => `The return period ended at ${deadline.toISOString()}`,
    },
  },
  RETURN_OPEN: { status: 409, title: 'A return of this item is open' },
  ORDER_REFUNDED: { status: 409, title: 'All money of the order is back with its buyer' },
  NOT_EXTENDABLE: {
    status: 409,
    title: 'There is no time that can be extended so',
    details: {
      between: ({ from, until }: { from: Date; until: Date }) =>
        `Later than ${from.toISOString()}, and no later than ${until.toISOString()}`,
      status: ({ status }: { status: string }) => `The order is ${status}`,
      notDelivered: 'No item is delivered, or one of these is not',
    },
  },
  RETURN_RESOLVED: {
    status: 409,
    title: 'The return is already accepted, rejected or closed',
    details: { refunded: 'It is closed: all money of the order is back with its buyer' },
  },
} as const satisfies Record<string, ErrorRow>
