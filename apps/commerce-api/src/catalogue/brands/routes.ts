import { BrandPage, PageQuery } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Context } from '../../context.ts'
import { listBrands } from './list.ts'

export function brandRoutes(app: Http, { sql }: Context): void {
  app.get(
    '/v1/brands',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'List brands by name',
        querystring: PageQuery,
        response: { 200: BrandPage },
      },
      config: { problems: ['CURSOR_INVALID', 'UNAVAILABLE'] },
    },
    (request) => listBrands(sql, request.query),
  )
}
