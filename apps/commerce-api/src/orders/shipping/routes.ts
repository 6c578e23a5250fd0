import { AdminOrder, DeliverShipment, IdPath, Shipment, ShipItems } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import { readOrderWithHistory } from '../read/history.ts'
import { bearer, roleProblems } from '../../problems.ts'
import type { Context } from '../../context.ts'
import { deliver } from './deliver.ts'
import { readSoldShipment, shipItems } from './ship.ts'

export function shippingRoutes(app: Http, context: Context): void {
  const selling = { tags: ['seller'], security: bearer }
  const onRequest = app.authenticate.requireRole('SELLER')

  app.post(
    '/v1/seller/orders/:id/ship',
    {
      schema: {
        ...selling,
        summary: 'Ship items of an order',
        params: IdPath,
        body: ShipItems,
        response: { 201: Shipment },
      },
      config: {
        idempotent: true,
        problems: [...roleProblems, 'ORDER_NOT_FOUND', 'ITEM_NOT_FOUND', 'NOT_SHIPPABLE', 'ORDER_CHANGED'],
      },
      onRequest,
    },
    async (request, reply) => {
      const { member, params, body, idempotency } = request
      const shipping = {
        sellerId: member.memberId,
        actor: actorOf(request),
        orderId: params.id,
        idempotency,
      }
      const shipment = await shipItems(context, shipping, body)
      return reply.code(201).header('location', `/v1/seller/shipments/${shipment.id}`).send(shipment)
    },
  )

  app.get(
    '/v1/seller/shipments/:id',
    {
      schema: { ...selling, summary: 'Get my shipment', params: IdPath, response: { 200: Shipment } },
      config: { problems: [...roleProblems, 'SHIPMENT_NOT_FOUND'] },
      onRequest,
    },
    (request) => readSoldShipment(context.sql, request.member.memberId, request.params.id),
  )

  app.post(
    '/v1/seller/shipments/:id/deliver',
    {
      schema: {
        ...selling,
        summary: 'Mark my shipment as delivered',
        params: IdPath,
        body: DeliverShipment,
        response: { 204: z.null() },
      },
      config: {
        problems: [...roleProblems, 'NOT_IN_DELIVERY', 'DELIVERY_TIME_IMPLAUSIBLE', 'ORDER_CHANGED'],
      },
      onRequest,
    },
    async (request, reply) => {
      const party = { role: 'SELLER', actor: actorOf(request) } as const
      await deliver(context, { party, shipmentId: request.params.id }, request.body)
      return reply.code(204).send(null)
    },
  )

  const administering = { tags: ['admin'], security: bearer }
  const adminOnly = app.authenticate.requireRole('ADMIN')

  app.post(
    '/v1/admin/shipments/:id/deliver',
    {
      schema: {
        ...administering,
        summary: 'Mark a shipment as delivered (administrator)',
        params: IdPath,
        body: DeliverShipment,
        response: { 204: z.null() },
      },
      config: {
        problems: [...roleProblems, 'NOT_IN_DELIVERY', 'DELIVERY_TIME_IMPLAUSIBLE', 'ORDER_CHANGED'],
      },
      onRequest: adminOnly,
    },
    async (request, reply) => {
      const party = { role: 'ADMIN', actor: actorOf(request) } as const
      await deliver(context, { party, shipmentId: request.params.id }, request.body)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/admin/orders/:id',
    {
      schema: {
        ...administering,
        summary: 'Get any order, with everything that happened to it (administrator)',
        params: IdPath,
        response: { 200: AdminOrder },
      },
      config: { problems: [...roleProblems, 'ORDER_NOT_FOUND'] },
      onRequest: adminOnly,
    },
    ({ params }) => readOrderWithHistory(context.sql, params.id),
  )
}
