import type { Sql } from '@munova/database'
import { applyMembers } from '../../src/projection/apply.ts'

/** Newer than any revision of a member that a test makes. */
const NEWEST = 1_000_000

/** The member has withdrawn, as commerce-api tells it. */
export function withdraw(sql: Sql, { id }: { id: number }): Promise<void> {
  return applyMembers(sql, [
    {
      id,
      displayName: '탈퇴한 회원',
      role: 'BUYER',
      status: 'WITHDRAWN',
      tokenGeneration: 0,
      revision: NEWEST,
    },
  ])
}
