import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { mergeCart } from './merge.ts'
import { cartTokenOf, clearCartCookie, hashOfToken } from './token.ts'

/** Merges the cart whose token came with the request, if any, into the member's. */
export async function takeOverCart(
  context: Context,
  memberId: number,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  const token = cartTokenOf(request)
  if (token === undefined) return
  if (await mergeCart(context, memberId, hashOfToken(token))) clearCartCookie(reply, context.config)
}
