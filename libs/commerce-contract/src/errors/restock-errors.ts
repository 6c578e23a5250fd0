import type { ErrorRow } from './error-row.ts'

/** The errors of restock lines, for the table. */
export const restockProblems = {
  SKU_IN_STOCK: {
    status: 409,
    title: 'The size is available: it can be ordered at once',
    details: { available: ({ available }: { available: number }) => `Available: ${available}` },
  },
  RESTOCK_LINE_FULL: {
    status: 409,
    title: 'As many members wait for the size as may',
    details: { atMost: ({ members }: { members: number }) => `At most ${members} members` },
  },
  TOO_MANY_RESTOCK_PLACES: {
    status: 409,
    title: 'The member waits for the maximum number of sizes',
    details: { atMost: ({ places }: { places: number }) => `At most ${places} sizes` },
  },
} as const satisfies Record<string, ErrorRow>
