import {
  AdminOverview,
  FindOrdersQuery,
  FoundOrderPage,
  IdPath,
  SellerOrder,
  SellerOrderPage,
  SellerOrderQuery,
  SellerSummary,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { findOrders } from './find.ts'
import { readOverview } from './overview.ts'
import { getSold, listSold } from './sold.ts'
import { readSummary } from './summary.ts'

/** The order desk: where sellers and administrators find orders. */
export function deskRoutes(app: Http, context: Context): void {
  const { sql } = context
  const selling = { tags: ['seller'], security: bearer }
  const onRequest = app.authenticate.requireRole('SELLER')

  app.get(
    '/v1/seller/orders',
    {
      schema: {
        ...selling,
        summary: 'List my orders: my part of each',
        description:
          '`itemStatus=PAID` lists what I have to ship. The id of an order is the one of its other routes.',
        querystring: SellerOrderQuery,
        response: { 200: SellerOrderPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listSold(sql, request.member.memberId, request.query),
  )

  app.get(
    '/v1/seller/orders/:id',
    {
      schema: {
        ...selling,
        summary: 'Get my part of an order',
        params: IdPath,
        response: { 200: SellerOrder },
      },
      config: { problems: [...roleProblems, 'ORDER_NOT_FOUND'] },
      onRequest,
    },
    (request) => getSold(sql, request.member.memberId, request.params.id),
  )

  app.get(
    '/v1/admin/overview',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Count what needs an administrator',
        response: { 200: AdminOverview },
      },
      config: { problems: roleProblems },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    () => readOverview(context),
  )

  app.get(
    '/v1/seller/summary',
    {
      schema: {
        ...selling,
        summary: 'Get what I have to do, and the figures of my last days',
        response: { 200: SellerSummary },
      },
      config: { problems: roleProblems },
      onRequest,
    },
    (request) => readSummary(sql, request.member.memberId),
  )

  app.get(
    '/v1/admin/orders',
    {
      schema: {
        tags: ['admin'],
        security: bearer,
        summary: 'Find orders (administrator)',
        querystring: FindOrdersQuery,
        response: { 200: FoundOrderPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest: app.authenticate.requireRole('ADMIN'),
    },
    (request) => findOrders(sql, request.query),
  )
}
