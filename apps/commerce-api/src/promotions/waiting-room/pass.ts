import { WAITING_PASS_HEADER } from '@munova/commerce-contract'
import type { FastifyRequest } from 'fastify'

/** The problems of a route that requires a pass. */
export const passProblems = ['PASS_NEEDED', 'PASS_EARLY'] as const

/** The pass in the header of a request. */
export function passOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const header = request.headers[WAITING_PASS_HEADER]
  return typeof header === 'string' ? header : undefined
}
