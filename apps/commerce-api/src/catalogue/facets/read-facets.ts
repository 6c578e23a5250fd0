import type { FacetQuery, ProductFacets } from '@munova/commerce-contract'
import { retryOnConnectionLoss } from '@munova/database'
import type { CatalogueContext } from '../categories/tree.ts'
import { keywordSource, readKeyword } from '../search/keyword.ts'
import type { FacetAnswers } from './answers.ts'
import { countProducts } from './count-products.ts'
import type { FacetIndex } from './facet-index.ts'

export interface FacetsContext extends CatalogueContext {
  readonly facets: FacetIndex
  readonly facetAnswers: FacetAnswers
}

/**
 * The contract's ProductFacets as JSON. Words that match nothing with these filters are read as a list reads them. Throws UNAVAILABLE while the
 * products are not read yet.
 */
export async function readFacets(context: FacetsContext, query: FacetQuery): Promise<string> {
  const { revision } = await context.facets.current()
  return context.facetAnswers.get(revision, JSON.stringify(query), async () =>
    JSON.stringify(await count(context, query)),
  )
}

async function count(context: FacetsContext, { q, ...filters }: FacetQuery): Promise<ProductFacets> {
  const given = await countMatches(context, filters, q)
  const readings = q === undefined || given.total > 0 ? [] : await context.suggestions.readings(q)
  for (const reading of readings) {
    const meant = await countMatches(context, filters, reading)
    if (meant.total > 0) return meant
  }
  return given
}

async function countMatches(
  context: FacetsContext,
  filters: Omit<FacetQuery, 'q'>,
  q: string | undefined,
): Promise<ProductFacets> {
  const most = context.config.FACET_MATCHES
  const ids = q === undefined ? undefined : await matchingIds(context, q, most + 1)
  const { columns } = await context.facets.current()
  const counts = countProducts(columns, filters, { ids: ids?.slice(0, most), now: Date.now() })
  return { q: q ?? null, isComplete: (ids?.length ?? 0) <= most, ...counts }
}

/** The published products with these words, `limit` at most. */
async function matchingIds(
  { listSql: sql, categories }: CatalogueContext,
  q: string,
  limit: number,
): Promise<number[]> {
  const keyword = await readKeyword(sql, categories.items, q)
  if (!keyword) return []
  const { candidates, joins, condition } = keywordSource(sql, keyword)
  // As one text: thousands of rows would hold up other requests. Indexes as those of a list.
  const [{ ids }] = await retryOnConnectionLoss(
    () => sql<[{ ids: string | null }]>`
      ${candidates ? sql`with ${candidates.definition}` : sql``}
      select string_agg(id::text, ',') as ids from (
        select products.id from products ${joins} where products.status = 'PUBLISHED' and ${condition} limit ${limit}
      ) as matching`,
  )
  return ids?.split(',').map(Number) ?? []
}
