import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { mergeCart } from './merge.ts'
import { cartTokenOf, clearCartCookie, hashCartToken } from './token.ts'

/** Merges the guest cart whose token is in the request, if any, into the member's cart. */
export async function adoptGuestCart(
  context: Context,
  memberId: number,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  const token = cartTokenOf(request)
  if (token === undefined) return
  const isMerged = await mergeCart(context, memberId, hashCartToken(token))
  if (isMerged) clearCartCookie(reply, context.config)
}
