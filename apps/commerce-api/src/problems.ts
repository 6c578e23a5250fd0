import { commerceProblems } from '@munova/commerce-contract'
import { problemFactory } from '@munova/service'

/** `throw problem('EMAIL_TAKEN')`; the table is the contract's. */
export const problem = problemFactory(commerceProblems)

/** What every route behind requireMember may answer with, for the reference. */
export const memberProblems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'UNAVAILABLE'] as const
/** The same for requireRole. */
export const roleProblems = [...memberProblems, 'FORBIDDEN'] as const
/** Marks a route in the reference as one that wants an access token. */
export const bearer = [{ bearer: [] }]
