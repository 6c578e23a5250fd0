import { setTimeout as sleep } from 'node:timers/promises'
import type { CatalogueContext } from '../catalogue/categories/tree.ts'
import { storeViews } from '../catalogue/popularity/score.ts'
import { storeMemberViews } from '../recommendations/views.ts'

/** For a process that stops: stores the views that it has counted. What is not stored within VIEW_FLUSH_MS is lost, and nobody waits for it. */
export async function storeLastViews(context: CatalogueContext): Promise<void> {
  const { config, log } = context
  const end = new AbortController()
  const late = sleep(config.VIEW_FLUSH_MS, undefined, { signal: end.signal }).then(
    () => log.warn('views that could not be stored in time are lost'),
    () => undefined,
  )
  const stored = Promise.all([storeViews(context), storeMemberViews(context)]).then(
    () => undefined,
    (error: unknown) => log.warn({ err: error }, 'views are lost'),
  )
  await Promise.race([stored, late])
  end.abort()
}
