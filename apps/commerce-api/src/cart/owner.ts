import type { Sql } from '@munova/database'
import type { FastifyRequest } from 'fastify'
import { cartTokenOf, hashOfToken } from './token.ts'

/** Whose cart: that of a member, or of a token. `begin`: the token is one of ours that nobody had before. */
export type CartOwner = { memberId: number } | { tokenHash: Buffer | null; begin?: boolean }

/**
 * A member's own cart comes first; a guest's token that comes with it waits to be merged. A guest without a token has
 * no cart.
 */
export function ownerOf(request: FastifyRequest): CartOwner {
  if (request.visitor) return { memberId: request.visitor.memberId }
  const token = cartTokenOf(request)
  return { tokenHash: token === undefined ? null : hashOfToken(token) }
}

/** For statements on `carts`. Indexes carts_member_key and carts_token_key. */
export function ownedBy(sql: Sql, owner: CartOwner) {
  return 'memberId' in owner
    ? sql`carts.member_id = ${owner.memberId}`
    : sql`carts.token_hash = ${owner.tokenHash}`
}
