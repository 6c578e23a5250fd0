import { withTimeout } from '@munova/service'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'
import { storeViews } from '../catalogue/popularity/score.ts'
import { storeMemberViews } from '../recommendations/views.ts'

/** For a process that stops: stores the views that it has counted. What is not stored within VIEW_FLUSH_MS is lost, and nobody waits for it. */
export async function storeLastViews(context: CatalogueContext): Promise<void> {
  const { config, log } = context
  const stored = Promise.all([storeViews(context), storeMemberViews(context)]).catch((error: unknown) =>
    log.warn({ err: error }, 'views are lost'),
  )
  const isInTime = await withTimeout(config.VIEW_FLUSH_MS, stored)
  if (!isInTime) log.warn('views that could not be stored in time are lost')
}
