import type { Fragment } from '@munova/database'
import type { Problem } from '@munova/service'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'

/** A condition: there are fewer than WAITING_ROOMS open and planned rooms. */
export function isBelowWaitingRoomLimit({ sql, config }: Context): Fragment {
  return sql`(select count(*) from waiting_rooms where closes_at > now()) < ${config.WAITING_ROOMS}`
}

export function waitingRoomLimitReached({ config }: Context): Problem {
  return problem('WAITING_ROOMS_FULL', { detail: 'atMost', rooms: config.WAITING_ROOMS })
}
