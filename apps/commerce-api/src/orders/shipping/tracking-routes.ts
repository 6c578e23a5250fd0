import {
  CorrectShipment,
  CourierList,
  IdPath,
  Shipment,
  ShipmentFile,
  ShipmentImport,
  couriers,
  type Courier,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { languageOf } from '../../csv/reason.ts'
import { addCsvRoutes } from '../../csv/routes.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { correctShipment } from './correct.ts'
import { importShipments } from './import.ts'

/** Couriers and their tracking numbers. */
export function trackingRoutes(app: Http, context: Context): void {
  const selling = { tags: ['seller'], security: bearer }
  const onRequest = app.authenticate.requireRole('SELLER')

  app.get(
    '/v1/couriers',
    {
      schema: {
        tags: ['orders'],
        summary: 'List the couriers and the format of their tracking numbers',
        response: { 200: CourierList },
      },
    },
    (_request, reply) => {
      // It changes only with a release.
      reply.header('cache-control', 'public, max-age=300')
      return courierList
    },
  )

  app.patch(
    '/v1/seller/shipments/:id',
    {
      schema: {
        ...selling,
        summary: 'Correct the tracking number of my shipment until it is delivered',
        params: IdPath,
        body: CorrectShipment,
        response: { 200: Shipment },
      },
      config: { problems: [...roleProblems, 'NOT_IN_DELIVERY', 'ORDER_CHANGED'] },
      onRequest,
    },
    (request) => {
      const correcting = { seller: actorOf(request), shipmentId: request.params.id }
      return correctShipment(context, correcting, request.body)
    },
  )

  addCsvRoutes(app, { maxBytes: context.config.BODY_LIMIT_BYTES }, (scope) => {
    scope.post(
      '/v1/seller/shipments/import',
      {
        schema: {
          ...selling,
          summary: 'Ship orders by a CSV file of tracking numbers',
          description:
            'UTF-8, or the Korean code page of Windows (`charset=cp949`, or without a charset what is not UTF-8). Each line has its own result; a repeated file ships nothing twice.',
          body: ShipmentFile,
          response: { 200: ShipmentImport },
        },
        config: { consumes: 'text/csv', problems: roleProblems },
        onRequest,
      },
      (request) => {
        const language = languageOf(request.headers['accept-language'])
        return importShipments(context, actorOf(request), { text: request.body, language })
      },
    )
  })
}

const courierList: CourierList = {
  items: Object.entries(couriers).map(([code, { name, pattern, format }]) => ({
    code: code as Courier,
    name,
    trackingNumberPattern: pattern.source,
    trackingNumberFormat: format,
  })),
  nextCursor: null,
}
