import type { Identity } from '@munova/auth'

/** Who acts, and in which request. */
export interface Actor {
  /** Null: an operator at the command line, who has no account. */
  memberId: number | null
  /** Null: no request. */
  requestId: string | null
}

/** An operator at the command line. */
export const operator: Actor = { memberId: null, requestId: null }

/** A member who acts by a request. */
export interface RequestActor extends Actor {
  memberId: number
}

/** The member whose access token the request has. */
export function actorOf({ member, id }: { member: Identity; id: string }): RequestActor {
  return { memberId: member.memberId, requestId: id }
}
