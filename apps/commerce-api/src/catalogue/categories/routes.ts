import { CategoryList } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { CatalogueContext } from './tree.ts'

export function categoryRoutes(app: Http, { categories }: CatalogueContext): void {
  app.get(
    '/v1/categories',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Get the category tree',
        response: { 200: CategoryList },
      },
    },
    (_request, reply) => {
      // It changes only with a release.
      reply.header('cache-control', 'public, max-age=300')
      return { items: [...categories.items], nextCursor: null }
    },
  )
}
