import { retryOnConnectionLoss } from '@munova/database'
import type { Context } from '../../context.ts'

/**
 * Deletes changes that every process has read long ago, at most FACET_CHANGES_SWEEP_BATCH, and notes the latest of them; resolves to how many.
 * None of a transaction that began before another one that still runs: a process that has read since has seen all that is deleted.
 */
export async function deleteFacetChanges({ sql, config }: Context): Promise<number> {
  // Index facet_changes_pkey.
  const [{ deleted }] = await retryOnConnectionLoss(
    () => sql<[{ deleted: number }]>`
      with oldest as materialized (
        select changed_by, product_id, changed_at from facet_changes order by changed_by, product_id
        limit ${config.FACET_CHANGES_SWEEP_BATCH} for update skip locked
      ), gone as (
        delete from facet_changes using oldest
        where facet_changes.changed_by = oldest.changed_by and facet_changes.product_id = oldest.product_id
          and oldest.changed_by < pg_snapshot_xmin(pg_current_snapshot())
          and oldest.changed_at < now() - ${config.FACET_CHANGES_KEPT_MS} * interval '1 millisecond'
        returning facet_changes.changed_by
      ), noted as (
        update facet_horizon set deleted = greatest(deleted, latest.changed_by)
        from (select changed_by from gone order by changed_by desc limit 1) as latest
      )
      select count(*)::int as deleted from gone`,
  )
  return deleted
}
