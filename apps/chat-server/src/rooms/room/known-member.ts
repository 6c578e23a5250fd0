import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { FastifyRequest } from 'fastify'
import { problem } from '../../problems.ts'

/**
 * A hook for routes that make the requesting member a member of a room. Throws UNAVAILABLE until the projection has the
 * member, whose first token may arrive before the event of their registration, and FORBIDDEN after they have withdrawn
 * or were suspended, when a token can still be valid.
 */
export function knownMember(sql: Sql): (request: FastifyRequest) => Promise<void> {
  return async ({ member: { memberId } }) => {
    const [member] = await retryOnConnectionLoss(
      () =>
        sql<
          { status: 'ACTIVE' | 'SUSPENDED' | 'WITHDRAWN' }[]
        >`select status from members where id = ${memberId}`,
    )
    if (!member) throw problem('UNAVAILABLE', { detail: 'memberUnknown', retryAfterMs: 1_000 })
    if (member.status !== 'ACTIVE') throw problem('FORBIDDEN', { detail: 'notActive' })
  }
}
