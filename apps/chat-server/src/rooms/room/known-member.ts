import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { FastifyRequest } from 'fastify'
import { problem } from '../../problems.ts'

/**
 * A hook for whatever makes somebody a member of a room: their name must have arrived from commerce-api, and they must
 * not have withdrawn. A token is valid a little longer than its member may be, and a little earlier than the name is here.
 */
export function knownMember(sql: Sql): (request: FastifyRequest) => Promise<void> {
  return async ({ member: { memberId } }) => {
    const [member] = await retryOnConnectionLoss(
      () => sql<{ status: 'ACTIVE' | 'WITHDRAWN' }[]>`select status from members where id = ${memberId}`,
    )
    if (!member) throw problem('UNAVAILABLE', 'This member has not arrived here yet', { retryAfterMs: 1_000 })
    if (member.status === 'WITHDRAWN') throw problem('FORBIDDEN', 'This member has withdrawn')
  }
}
