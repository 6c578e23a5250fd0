import { Cart, CartHeaders, CartItemPath, SetCartItem } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { addressOf, limit } from '../rate-limit.ts'
import { memberProblems, problem } from '../problems.ts'
import type { Context } from '../context.ts'
import { ownerOf } from './owner.ts'
import { readCart } from './read.ts'
import { emptyCart, removeItem } from './remove.ts'
import { setItem } from './set-item.ts'
import { takeOverCart } from './take-over.ts'
import { answerCartToken, cartTokenOf, hashOfToken, makeCartToken } from './token.ts'

/** The cart of the member who asks or, for guests, of the token that they hold. */
export function cartRoutes(app: Http, context: Context): void {
  const { sql, config } = context
  const onRequest = (request: FastifyRequest) => app.authenticate.admitVisitor(request)
  const documented = { tags: ['cart'], security: [{ bearer: [] }, {}], headers: CartHeaders }
  const problems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'UNAVAILABLE']
  const beginLimit = limit(app, config, { max: config.GUEST_CARTS_PER_ADDRESS, keyOf: addressOf })

  app.get(
    '/v1/cart',
    {
      schema: {
        ...documented,
        summary: 'Get my cart with current prices and stock',
        response: { 200: Cart },
      },
      config: { problems },
      onRequest,
    },
    (request) => readCart(sql, ownerOf(request)),
  )

  app.put(
    '/v1/cart/items/:skuId',
    {
      schema: {
        ...documented,
        summary: 'Add a size to my cart, or change its quantity',
        description:
          'Sets the quantity and accepts the current price; idempotent. A guest without a cart gets one: the header `x-cart-token` and the cookie `cart_token` of the response contain its token.',
        params: CartItemPath,
        body: SetCartItem,
        response: { 200: Cart },
      },
      config: {
        problems: [
          ...problems,
          'SKU_NOT_FOUND',
          'CART_FULL',
          'QUANTITY_ABOVE_LIMIT',
          'NOT_ENOUGH_STOCK',
          'RATE_LIMITED',
        ],
      },
      onRequest,
    },
    async (request, reply) => {
      const line = { skuId: request.params.skuId, quantity: request.body.quantity }
      const known = request.visitor ? undefined : cartTokenOf(request)
      const hasCart = request.visitor !== undefined || known !== undefined
      const cart = hasCart ? await setItem(context, ownerOf(request), line) : undefined
      // The cookie lives as long as the cart does.
      if (cart && known !== undefined) answerCartToken(reply, config, known)
      if (cart) return cart
      if (request.visitor) throw problem('UNAUTHENTICATED')
      await beginLimit(request)
      // Never with the token that a guest came with: it could be somebody's who waits for this guest to fill the cart.
      const token = makeCartToken()
      const begun = await setItem(context, { tokenHash: hashOfToken(token), begin: true }, line)
      answerCartToken(reply, config, token)
      return begun
    },
  )

  app.delete(
    '/v1/cart/items/:skuId',
    {
      schema: {
        ...documented,
        summary: 'Remove a size from my cart',
        description: 'Idempotent: removing a size that is not in the cart succeeds.',
        params: CartItemPath,
        response: { 200: Cart },
      },
      config: { problems },
      onRequest,
    },
    (request) => removeItem(sql, ownerOf(request), request.params.skuId),
  )

  app.delete(
    '/v1/cart',
    {
      schema: { ...documented, summary: 'Empty my cart', response: { 204: z.null() } },
      config: { problems },
      onRequest,
    },
    async (request, reply) => {
      await emptyCart(sql, ownerOf(request))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/cart/merge',
    {
      schema: {
        tags: ['cart'],
        headers: CartHeaders,
        summary: 'Merge my guest cart into my cart',
        description:
          'Signing in or up with the token of a guest cart does this automatically. Without a token nothing changes.',
        response: { 200: Cart },
      },
      config: { problems: [...memberProblems] },
      onRequest: app.authenticate.requireMember,
    },
    async (request, reply) => {
      await takeOverCart(context, request.member.memberId, { request, reply })
      return readCart(sql, ownerOf(request))
    },
  )
}
