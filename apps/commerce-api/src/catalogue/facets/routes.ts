import { FacetQuery, ProductFacets } from '@munova/commerce-contract'
import { sendJsonText, type Http } from '@munova/service'
import { readFacets, type FacetsContext } from './read-facets.ts'

/** How many products the filters of a list would leave. */
export function facetRoutes(app: Http, context: FacetsContext): void {
  app.get(
    '/v1/products/facets',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Count the products on sale by category, brand, size, colour and sale',
        description:
          'With the filters of the list. Each facet is counted with all filters but its own: of a query with a brand and a size, brands are counted with the size, and sizes with the brand. A size and a colour are those of the same SKU. A value without products is left out; the others are sorted by id or size, colours in the order of their families. Counts follow a change within a second; shortly after a start of the server they may not be available yet.',
        querystring: FacetQuery,
        response: { 200: ProductFacets },
      },
      config: { problems: ['UNAVAILABLE'] },
    },
    async (request, reply) => sendJsonText(request, reply, await readFacets(context, request.query)),
  )
}
