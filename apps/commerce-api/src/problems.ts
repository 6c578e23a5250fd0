import { commerceProblems } from '@munova/commerce-contract'
import { connectionLost } from '@munova/database'
import { GatewayUncertain } from './payments/gateway/gateway.ts'
import { problemFactory, type Problem } from '@munova/service'

/** `throw problem('EMAIL_TAKEN')`; the table is the contract's. */
export const problem = problemFactory(commerceProblems)

/** What failures from below mean to a client; undefined = INTERNAL. */
export function problemFor(error: unknown): Problem | undefined {
  const isTemporary = connectionLost(error) || error instanceof GatewayUncertain
  return isTemporary ? problem('UNAVAILABLE', undefined, { cause: error }) : undefined
}

/** What every route behind requireMember may answer with, for the reference. */
export const memberProblems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'UNAVAILABLE'] as const
/** The same for requireRole. */
export const roleProblems = [...memberProblems, 'FORBIDDEN'] as const
/** Marks a route in the reference as one that wants an access token. */
export const bearer = [{ bearer: [] }]
