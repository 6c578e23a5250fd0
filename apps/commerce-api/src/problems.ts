import { commerceProblems, type CommerceFieldText } from '@munova/commerce-contract'
import { problemFactory, rejectedPath as anyRejectedPath, type RejectedPath } from '@munova/service'
import type { SaidParams } from '@munova/text-contract'

/** Makes a problem of the contract's table: `throw problem('EMAIL_TAKEN')`. */
export const problem = problemFactory(commerceProblems)

/** What is wrong at a path, in a message that every language has. */
export const rejectedPath: (path: string, text: CommerceFieldText, params?: SaidParams) => RejectedPath =
  anyRejectedPath

/** The problems of every route that requires a member, for the OpenAPI document. */
export const memberProblems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'UNAVAILABLE'] as const
/** The problems of every route that requires a role. */
export const roleProblems = [...memberProblems, 'FORBIDDEN'] as const
/** The OpenAPI security requirement of a route that needs an access token. */
export const bearer = [{ bearer: [] }]
