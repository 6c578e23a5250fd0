import {
  IdPath,
  ImportQuery,
  PageQuery,
  ProductFile,
  ProductImportPage,
  ProductImportResult,
  UndoneImport,
} from '@munova/commerce-contract'
import { Uploads } from '@munova/pictures'
import { countUnderWay, type Http, type Metrics } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../audit/actor.ts'
import { languageOf } from '../../csv/reason.ts'
import { addCsvRoutes } from '../../csv/routes.ts'
import { bearer, problem, roleProblems } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { exportProducts } from './export.ts'
import { importProducts } from './import.ts'
import { listImports } from './store.ts'
import { undoImport } from './undo.ts'

const RETRY_AFTER_MS = 1_000

/** A seller's products as a file, and back. */
export function productFileRoutes(
  app: Http,
  context: CatalogueContext,
  metrics: Pick<Metrics, 'gauge'>,
): void {
  const { sql, config } = context
  const onRequest = app.authenticate.requireRole('SELLER')
  const documented = { tags: ['seller products'], security: bearer }

  app.get(
    '/v1/seller/products/export',
    {
      schema: {
        ...documented,
        summary: 'Export my products as a CSV file',
        description:
          'UTF-8 with a byte order mark, a line for each size of each colour, column names in Korean or English. Cells that look like a formula begin with an apostrophe, which the import takes off again.',
      },
      config: { produces: 'text/csv; charset=utf-8', problems: roleProblems },
      onRequest,
    },
    async (request, reply) => {
      const language = languageOf(request.headers['accept-language'])
      const file = await exportProducts(context, { sellerId: request.member.memberId, language })
      void reply.type('text/csv; charset=utf-8')
      void reply.header('content-disposition', 'attachment; filename="products.csv"')
      return reply.send(file)
    },
  )

  const underWay = new Uploads({
    atOnce: config.PRODUCT_IMPORTS_AT_ONCE,
    ofMember: config.PRODUCT_IMPORTS_PER_MEMBER,
  })
  metrics.gauge('product_imports', 'Files of products that are received or imported', {
    value: () => underWay.count,
  })
  const begin = ({ member }: FastifyRequest) => {
    const begun = underWay.begin(member.memberId)
    if (begun === 'PROCESS') throw problem('OVERLOADED', { retryAfterMs: RETRY_AFTER_MS })
    if (begun === 'MEMBER') {
      const uploads = config.PRODUCT_IMPORTS_PER_MEMBER
      throw problem('TOO_MANY_UPLOADS', { detail: 'atMost', uploads, retryAfterMs: RETRY_AFTER_MS })
    }
    return begun
  }
  addCsvRoutes(app, { maxBytes: config.PRODUCT_FILE_BYTES }, (scope) => {
    const counted = countUnderWay(scope, begin)
    scope.post(
      '/v1/seller/products/import',
      {
        schema: {
          ...documented,
          summary: 'Create and change my products by a CSV file',
          description:
            'UTF-8, or the Korean code page of Windows, as for tracking numbers. A product with a wrong line stays as it is. A stock is changed only if it still is `stockBefore`. Products without an id are created as drafts.',
          querystring: ImportQuery,
          body: ProductFile,
          response: { 200: ProductImportResult },
        },
        config: {
          consumes: 'text/csv',
          idempotent: true,
          problems: [...roleProblems, 'IMPORT_NOT_FOUND', 'IMPORT_RUNNING', 'TOO_MANY_UPLOADS', 'OVERLOADED'],
        },
        onRequest: [onRequest, counted].flat(),
      },
      (request) => {
        const { idempotency, query, headers } = request
        const key = String(headers['idempotency-key'])
        return importProducts(context, actorOf(request), {
          text: request.body,
          language: languageOf(headers['accept-language']),
          requested: query.dryRun ? undefined : { key, idempotency },
        })
      },
    )
  })

  app.get(
    '/v1/seller/imports',
    {
      schema: {
        ...documented,
        summary: 'List my imports of products that can be undone, newest first',
        querystring: PageQuery,
        response: { 200: ProductImportPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listImports(sql, request.member.memberId, request.query),
  )

  app.post(
    '/v1/seller/imports/:id/undo',
    {
      schema: {
        ...documented,
        summary: 'Undo an import of products',
        description:
          'What was changed since then stays, and is listed; a product that the import created is removed while it is as it was created. Idempotent.',
        params: IdPath,
        response: { 200: UndoneImport },
      },
      config: { problems: [...roleProblems, 'IMPORT_NOT_FOUND', 'IMPORT_RUNNING'] },
      onRequest,
    },
    (request) => undoImport(context, actorOf(request), request.params.id),
  )
}
