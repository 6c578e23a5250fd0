import { WAITING_PASS_HEADER } from '@munova/commerce-contract'
import type { FastifyRequest } from 'fastify'

/** What a route that asks for a pass may answer with. */
export const passProblems = ['PASS_NEEDED', 'PASS_EARLY'] as const

/** The pass that a request carries. */
export function passOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const header = request.headers[WAITING_PASS_HEADER]
  return typeof header === 'string' ? header : undefined
}
