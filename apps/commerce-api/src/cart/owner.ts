import type { Fragment, Sql } from '@munova/database'
import type { FastifyRequest } from 'fastify'
import { cartTokenOf, hashCartToken } from './token.ts'

/** Whose cart: a member's, or that of a guest token. With `create` the token is new, and the cart may be created. */
export type CartOwner = { memberId: number } | { tokenHash: Buffer | null; create?: boolean }

/**
 * A signed-in member has the member's cart; a guest token in the same request is left for a later merge. A guest without
 * a token has no cart.
 */
export function ownerOf(request: FastifyRequest): CartOwner {
  if (request.visitor) return { memberId: request.visitor.memberId }
  const token = cartTokenOf(request)
  return { tokenHash: token === undefined ? null : hashCartToken(token) }
}

/** A condition on `carts`. Indexes carts_member_key and carts_token_key. */
export function ownedBy(sql: Sql, owner: CartOwner): Fragment {
  return 'memberId' in owner
    ? sql`carts.member_id = ${owner.memberId}`
    : sql`carts.token_hash = ${owner.tokenHash}`
}
