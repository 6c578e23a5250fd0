import { Cart, CartHeaders, CartItemPath, SetCartItem } from '@munova/commerce-contract'
import { countedAddress, type Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { memberProblems, problem } from '../problems.ts'
import { guestCarts } from '../accounts/attempts/limits.ts'
import { AttemptPortions } from '../accounts/attempts/portions.ts'
import { adoptGuestCart } from './adopt-guest-cart.ts'
import { ownerOf } from './owner.ts'
import { readCart } from './read.ts'
import { emptyCart, removeItem } from './remove.ts'
import { setItem } from './set-item.ts'
import { cartTokenOf, hashCartToken, makeCartToken, sendCartToken } from './token.ts'

/** The cart of the signed-in member or, without an access token, the cart of the guest's token. */
export function cartRoutes(app: Http, context: Context): void {
  const { sql, config } = context
  const newCarts = new AttemptPortions(context)
  const onRequest = (request: FastifyRequest) => app.authenticate.admitVisitor(request)
  const documented = { tags: ['cart'], security: [{ bearer: [] }, {}], headers: CartHeaders }
  const problems = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'UNAVAILABLE']

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
      const guestToken = request.visitor ? undefined : cartTokenOf(request)
      const mayHaveCart = request.visitor !== undefined || guestToken !== undefined
      const cart = mayHaveCart ? await setItem(context, ownerOf(request), line) : undefined
      if (cart && guestToken !== undefined) sendCartToken(reply, config, guestToken)
      if (cart) return cart
      if (request.visitor) throw problem('UNAUTHENTICATED')
      await newCarts.count(guestCarts(config, countedAddress(request.ip)))
      // A new cart never gets the token of the request: an attacker could have planted it, to read the cart later.
      const token = makeCartToken()
      const created = await setItem(context, { tokenHash: hashCartToken(token), create: true }, line)
      sendCartToken(reply, config, token)
      return created
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
      await adoptGuestCart(context, request.member.memberId, { request, reply })
      return readCart(sql, ownerOf(request))
    },
  )
}
