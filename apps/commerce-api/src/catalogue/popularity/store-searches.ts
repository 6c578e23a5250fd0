import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'
import type { ViewerCounts } from './viewer-counts.ts'

/**
 * Stores the searches that were counted in this process, as one statement; lost when it fails, as views are. Of all searches the
 * SEARCHES_KEPT most popular stay.
 */
export async function storeSearches({
  sql,
  config,
  searches,
}: Context & { searches: ViewerCounts<string> }): Promise<void> {
  const counts = [...searches.take()].toSorted(([one], [other]) => (one < other ? -1 : 1))
  if (counts.length === 0) return
  await sql`
    insert into search_scores (text, searches, score)
    select text, searches, popularity_weight(searches::real, now())
    from unnest(${counts.map(([text]) => text)}::text[], ${counts.map(([, count]) => count)}::int[]) as given (text, searches)
    on conflict (text) do update set searches = search_scores.searches + excluded.searches,
      score = search_scores.score + excluded.score`
  // Index search_scores_best.
  await retryOnConnectionLoss(
    () => sql`
      delete from search_scores where text in (
        select text from search_scores order by score desc offset ${config.SEARCHES_KEPT} for update skip locked
      )`,
  )
}
