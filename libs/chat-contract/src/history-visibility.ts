import * as z from 'zod'

/**
 * What the members of a group read of what was said while they were not in it. `ALL`: everything. `SHARED`, the default:
 * everything, but a member whom the owner had removed reads from the return on. `JOINED`: every member reads from their
 * last joining on. A change applies to the whole log at once.
 */
export const HistoryVisibility = z.enum(['ALL', 'SHARED', 'JOINED'])
export type HistoryVisibility = z.infer<typeof HistoryVisibility>
