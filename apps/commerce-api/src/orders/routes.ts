import {
  CancelItems,
  CancelOrder,
  ConfirmPurchase,
  CorrectRefundAccount,
  IdPath,
  Order,
  OrderPage,
  OrderPreview,
  OrderQuery,
  PlaceOrder,
} from '@munova/commerce-contract'
import { JSON_TYPE, type Http } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { actorOf } from '../audit/actor.ts'
import { bearer, memberProblems } from '../problems.ts'
import type { OrdersContext } from './context.ts'
import { passOf, passProblems } from '../promotions/waiting-room/pass.ts'
import { correctRefundAccount } from './cancel/correct-account.ts'
import { cancelItems, cancelOrder, type Cancelling } from './cancel/cancel.ts'
import { confirmPurchase } from './shipping/confirm-purchase.ts'
import { listOrders } from './read/list.ts'
import { placeOrder } from './place/place.ts'
import { previewOrder } from './place/preview.ts'
import { readOwnOrder } from './read/read.ts'

/** Why an order cannot be placed as it is wanted. */
const quoteProblems = [
  'CART_EMPTY',
  'NOT_ON_SALE',
  'OUT_OF_STOCK',
  'PURCHASE_LIMIT',
  'PRICE_CHANGED',
  'AMOUNT_TOO_SMALL',
  'ORDER_TOO_LARGE',
  'COUPON_NOT_USABLE',
  'TOO_MANY_OPEN_ORDERS',
  'PAYMENT_IN_PROGRESS',
] as const

export function orderRoutes(app: Http, context: OrdersContext): void {
  const documented = { tags: ['orders'], security: bearer }
  const onRequest = app.authenticate.requireMember

  app.post(
    '/v1/orders',
    {
      schema: {
        ...documented,
        summary: 'Place an order for the cart, or for the given lines',
        description:
          'Stock and coupon are reserved until `expiresAt`. The payment gateway needs `number` and `total`. If a product has a waiting room, the header `x-waiting-pass` must contain a pass.',
        body: PlaceOrder,
        response: { 201: Order },
      },
      config: {
        idempotent: true,
        problems: [...memberProblems, ...passProblems, ...quoteProblems],
      },
      onRequest,
      // Before the Idempotency-Key is claimed: whom the waiting room does not admit costs the database nothing.
      preHandler: async (request) => {
        const skuIds = request.body.lines?.map(({ skuId }) => skuId) ?? []
        await context.waitingRooms.requireTurn(skuIds, request.member.memberId, passOf(request))
      },
    },
    async (request, reply) => {
      const { member, body: input, idempotency } = request
      const { location, text } = await placeOrder(context, member.memberId, {
        input,
        idempotency,
        pass: passOf(request),
      })
      return reply
        .code(201)
        .header('location', location)
        .type(JSON_TYPE)
        .send(text as never)
    },
  )

  app.post(
    '/v1/orders/preview',
    {
      schema: {
        ...documented,
        summary: 'Explain what an order would cost now',
        description:
          'The same input as for placing it. Nothing is reserved; every error that placing would answer, except of a waiting room, is answered here too.',
        body: PlaceOrder,
        response: { 200: OrderPreview },
      },
      config: { problems: [...memberProblems, ...quoteProblems] },
      onRequest,
    },
    (request) => previewOrder(context, request.member.memberId, request.body),
  )

  app.get(
    '/v1/orders',
    {
      schema: {
        ...documented,
        summary: 'List my orders',
        querystring: OrderQuery,
        response: { 200: OrderPage },
      },
      config: { problems: [...memberProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listOrders(context.sql, request.member.memberId, request.query),
  )

  app.get(
    '/v1/orders/:id',
    {
      schema: { ...documented, summary: 'Get my order', params: IdPath, response: { 200: Order } },
      config: { problems: [...memberProblems, 'ORDER_NOT_FOUND'] },
      onRequest,
    },
    async (request) => (await readOwnOrder(context.sql, request.member.memberId, request.params.id)).order,
  )

  const cancelling = [
    ...memberProblems,
    'ORDER_NOT_FOUND',
    'NOT_CANCELLABLE',
    'PAYMENT_IN_PROGRESS',
    'REFUND_ACCOUNT_NEEDED',
    'ORDER_CHANGED',
  ]
  const show = async (memberId: number, orderId: number) =>
    (await readOwnOrder(context.sql, memberId, orderId)).order

  app.post(
    '/v1/orders/:id/cancel',
    {
      schema: {
        ...documented,
        summary: 'Cancel everything that is not shipped',
        params: IdPath,
        body: CancelOrder,
        response: { 200: Order },
      },
      config: { idempotent: true, problems: cancelling },
      onRequest,
    },
    async (request) => {
      await cancelOrder(context, buyersChange(request), request.body)
      return show(request.member.memberId, request.params.id)
    },
  )

  app.post(
    '/v1/orders/:id/refund-account',
    {
      schema: {
        ...documented,
        summary: 'Name the account for the refunds of my deposit',
        description:
          'For all refunds of the order that are not done. They are sent to the bank again at once.',
        params: IdPath,
        body: CorrectRefundAccount,
        response: { 200: Order },
      },
      config: {
        idempotent: true,
        problems: [...memberProblems, 'ORDER_NOT_FOUND', 'NO_ACCOUNT_NEEDED', 'ORDER_CHANGED'],
      },
      onRequest,
    },
    async (request) => {
      await correctRefundAccount(context, buyersChange(request), request.body)
      return show(request.member.memberId, request.params.id)
    },
  )

  app.post(
    '/v1/orders/:id/items/cancel',
    {
      schema: {
        ...documented,
        summary: 'Cancel some pairs of a paid order',
        description: 'The refund is the amount paid for these pairs, without their share of the coupon.',
        params: IdPath,
        body: CancelItems,
        response: { 200: Order },
      },
      config: { idempotent: true, problems: [...cancelling, 'ITEM_NOT_FOUND'] },
      onRequest,
    },
    async (request) => {
      await cancelItems(context, buyersChange(request), request.body)
      return show(request.member.memberId, request.params.id)
    },
  )

  app.post(
    '/v1/orders/:id/confirm',
    {
      schema: {
        ...documented,
        summary: 'Confirm the purchase of delivered items',
        description: 'Purchases are confirmed automatically some days after delivery.',
        params: IdPath,
        body: ConfirmPurchase,
        response: { 200: Order },
      },
      config: { problems: [...memberProblems, 'ORDER_NOT_FOUND', 'ITEM_NOT_FOUND', 'NOT_DELIVERED'] },
      onRequest,
    },
    async ({ member: { memberId }, params, body }) => {
      await confirmPurchase(context, { memberId, orderId: params.id }, body)
      return show(memberId, params.id)
    },
  )
}

function buyersChange(request: FastifyRequest & { params: { id: number } }): Cancelling {
  const { params, idempotency } = request
  return { party: { role: 'BUYER', actor: actorOf(request) }, orderId: params.id, idempotency }
}
