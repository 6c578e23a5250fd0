import type { Context } from '../context.ts'

/** Deletes places that ended RESTOCK_ENDED_DAYS ago, at most a batch; resolves to how many. */
export async function deleteOldPlaces({ sql, config }: Context): Promise<number> {
  // Index restock_places_ended.
  const { count } = await sql`
    delete from restock_places where id in (
      select id from restock_places where ended_at < now() - ${config.RESTOCK_ENDED_DAYS} * interval '1 day'
      order by ended_at limit ${config.RETENTION_BATCH} for update skip locked)`
  return count
}
