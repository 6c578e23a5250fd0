import { commerceProblems } from '@munova/commerce-contract'
import { problemFactory } from '@munova/service'

/** Makes a problem of the contract's table: `throw problem('EMAIL_TAKEN')`. */
export const problem = problemFactory(commerceProblems)

/** The problems of every route that requires a member, for the OpenAPI document. */
export const memberProblems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'UNAVAILABLE'] as const
/** The problems of every route that requires a role. */
export const roleProblems = [...memberProblems, 'FORBIDDEN'] as const
/** The OpenAPI security requirement of a route that needs an access token. */
export const bearer = [{ bearer: [] }]
